import type { History } from '../answers/answers.ts'
import { clock, day } from '../format.ts'
import { Card } from '../parts/card.tsx'

const words: Readonly<Record<string, string>> = {
  OrderPlaced: 'Placed',
  OrderRefused: 'Refused: not enough in stock',
  OrderDispatched: 'Dispatched: the goods have left',
  OrderCancelled: 'Cancelled',
  GoodsReturned: 'Goods came back',
  AdjustmentBooked: 'Booked',
}

/** The events of an order; each can be gone back to. */
export function TimeLine({
  events,
  shown,
  doing,
  onShow,
}: {
  readonly events: History['events']
  /** The version that is shown. */
  readonly shown: number
  /** What is being done and not answered yet. */
  readonly doing: string | undefined
  readonly onShow: (version: number) => void
}) {
  return (
    <Card name="What happened">
      <ol class="time-line">
        {events.map(({ version, type, recordedAt, globalPosition }) => (
          <li key={version}>
            <button type="button" aria-pressed={version === shown} onClick={() => onShow(version)}>
              <strong>{words[type] ?? type}</strong>
              <span>
                {day(recordedAt)}, {clock(recordedAt)}
              </span>
              <span>
                version {version} · <code>{type}</code> · position {globalPosition}
              </span>
            </button>
          </li>
        ))}
        {doing === undefined ? null : (
          <li class="waiting">
            <span>{doing === 'cancelled' ? 'Cancelling…' : 'Dispatching…'}</span>
          </li>
        )}
      </ol>
    </Card>
  )
}
