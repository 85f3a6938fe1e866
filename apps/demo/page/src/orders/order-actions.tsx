import { useState } from 'preact/hooks'
import type { Changed, History } from '../answers/answers.ts'
import { send } from '../answers/ask.ts'
import { ProblemError, wordsFor } from '../answers/problem-error.ts'
import { focusTitle } from '../router.ts'
import { timeInTheBooks } from '../basket/books.ts'

type Change = 'cancelled' | 'dispatched'

/**
 * Dispatching and cancelling an order as it is seen here. What was asked for is shown at once; when somebody else was
 * first it is taken back, and said.
 */
export function OrderActions({
  history,
  isLast,
  changedElsewhere,
  doing,
  onDoing,
  onDone,
  onRefresh,
}: {
  readonly history: History
  readonly isLast: boolean
  readonly changedElsewhere: boolean
  /** What is being done and not seen yet. */
  readonly doing: string | undefined
  readonly onDoing: (change: Change | undefined) => void
  /** The version that was made. */
  readonly onDone: (version: number) => void
  readonly onRefresh: () => void
}) {
  const { invoiceNo, state, streamVersion } = history
  const [refusal, setRefusal] = useState<unknown>()

  async function change(to: Change) {
    setRefusal(undefined)
    onDoing(to)
    focusTitle()
    try {
      const time = await timeInTheBooks()
      const url = `/api/orders/${encodeURIComponent(invoiceNo)}`
      const { streamVersion: made } =
        to === 'cancelled'
          ? await send<Changed>(`${url}/cancellation`, { cancelledAt: time }, { seen: streamVersion })
          : await send<Changed>(`${url}/dispatch`, { dispatchedAt: time }, { seen: streamVersion })
      onDone(made)
    } catch (error) {
      setRefusal(error)
      onDoing(undefined)
    }
  }
  function show() {
    setRefusal(undefined)
    onRefresh()
    focusTitle()
  }

  const isOpen = state.status === 'placed'
  return (
    <>
      {refusal !== undefined ? (
        <Refusal refusal={refusal} onShow={show} />
      ) : changedElsewhere ? (
        <div class="notice" role="status">
          <p>This order was changed elsewhere just now. You see version {streamVersion}.</p>
          <ShowButton onShow={show} />
        </div>
      ) : null}
      {isOpen && isLast && refusal === undefined && doing === undefined ? (
        <div class="actions">
          <button type="button" onClick={() => void change('dispatched')}>
            Dispatch the goods
          </button>
          <button type="button" class="bad" onClick={() => void change('cancelled')}>
            Cancel the order
          </button>
        </div>
      ) : null}
    </>
  )
}

function Refusal({ refusal, onShow }: { readonly refusal: unknown; readonly onShow: () => void }) {
  const problem = refusal instanceof ProblemError ? refusal.problem : undefined
  const isConflict = problem?.code === 'ERR_CONCURRENCY'
  return (
    <div class="notice bad" role="alert">
      {isConflict ? (
        <p>
          <strong>Somebody else was first.</strong> You decided upon version {problem?.expected}; meanwhile
          the order is at version {problem?.actual}. Nothing was changed by you.
        </p>
      ) : (
        <p>
          <strong>It was refused.</strong> {wordsFor(refusal)}
        </p>
      )}
      <ShowButton onShow={onShow} />
    </div>
  )
}

function ShowButton({ onShow }: { readonly onShow: () => void }) {
  return (
    <button type="button" class="quiet" onClick={onShow}>
      Show what happened
    </button>
  )
}
