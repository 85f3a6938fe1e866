import { useState } from 'preact/hooks'
import type { History } from '../answers/answers.ts'
import { send } from '../answers/ask.ts'
import { ProblemError, wordsFor } from '../answers/problem-error.ts'
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
  onDoing,
  onDone,
}: {
  readonly history: History
  readonly isLast: boolean
  readonly changedElsewhere: boolean
  readonly onDoing: (change: Change | undefined) => void
  readonly onDone: () => void
}) {
  const { invoiceNo, state, streamVersion } = history
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<unknown>()

  async function change(to: Change) {
    setBusy(true)
    setRefusal(undefined)
    onDoing(to)
    try {
      const time = await timeInTheBooks()
      const url = `/api/orders/${encodeURIComponent(invoiceNo)}`
      if (to === 'cancelled')
        await send(`${url}/cancellation`, { cancelledAt: time }, { seen: streamVersion })
      else await send(`${url}/dispatch`, { dispatchedAt: time }, { seen: streamVersion })
      onDone()
    } catch (error) {
      setRefusal(error)
    } finally {
      onDoing(undefined)
      setBusy(false)
    }
  }
  function show() {
    setRefusal(undefined)
    onDone()
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
      {isOpen && isLast && refusal === undefined ? (
        <div class="actions">
          <button type="button" disabled={busy} onClick={() => void change('dispatched')}>
            Dispatch the goods
          </button>
          <button type="button" class="bad" disabled={busy} onClick={() => void change('cancelled')}>
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
