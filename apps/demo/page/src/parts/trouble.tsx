import { ProblemError, wordsFor } from '../answers/problem-error.ts'
import { Title } from './title.tsx'

/** What is said where an answer should stand. */
export function Trouble({ error }: { readonly error: unknown }) {
  if (error === undefined) return null
  return <p class="notice bad">{wordsFor(error)}</p>
}

/** A view of something that is not there, or could not be fetched. */
export function Missing({ name, error }: { readonly name: string; readonly error: unknown }) {
  if (error === undefined) return <Title name={name} />
  const absent = error instanceof ProblemError && error.problem.status === 404
  return (
    <>
      <Title name={name} />
      <p class="notice bad">{absent ? `There is nothing under “${name}”.` : wordsFor(error)}</p>
    </>
  )
}
