import { ProblemError, wordsFor } from '../answers/problem-error.ts'
import { Awaited } from './awaited.tsx'
import { Card } from './card.tsx'
import { Empty } from './empty.tsx'
import { Link } from './link.tsx'
import { Title } from './title.tsx'

/** What is said where an answer should stand. */
export function Trouble({ error, again }: { readonly error: unknown; readonly again?: () => void }) {
  if (error === undefined) return null
  return (
    <div class="notice bad" role="alert">
      <p>{wordsFor(error)}</p>
      {again === undefined ? null : (
        <button type="button" class="quiet" onClick={again}>
          Try again
        </button>
      )}
    </div>
  )
}

/** A view of something that is not there, has not come yet, or could not be fetched. */
export function Missing({
  name,
  error,
  again,
}: {
  readonly name: string
  readonly error: unknown
  readonly again: () => void
}) {
  const isAbsent = error instanceof ProblemError && error.problem.status === 404
  return (
    <>
      <Title name={name} />
      {error === undefined ? (
        <Card name="Loading">
          <Awaited lines={4} />
        </Card>
      ) : isAbsent ? (
        <Empty name={`There is nothing under “${name}”.`}>
          <Link to="/">See what is going on instead</Link>
        </Empty>
      ) : (
        <Trouble error={error} again={again} />
      )}
    </>
  )
}
