import type { GlobalPosition, RecordedEvent } from '@uno-ts/types'
import type { LogPage } from '../log/log-page.ts'

/** What one transaction handles. */
export interface Batch {
  /** The events that the projection reads. */
  readonly events: readonly RecordedEvent[]
  /** The slices they belong to. */
  readonly slices: ReadonlySet<number>
  /** Where the projection stands once they are handled. */
  readonly position: GlobalPosition
}

/** Which events are taken. */
export interface Selection {
  readonly eventTypes: ReadonlySet<string>
  readonly limit: number
  readonly sliceOf: (event: RecordedEvent) => number
  /** Whether an event of a slice is still to be handled. */
  readonly needs: (slice: number, position: GlobalPosition) => boolean
}

/**
 * Takes a batch from the beginning of a page: the events of these types that are still to be handled, at most `limit` and
 * those that share the last one's position. Behind the last event of the page that matters, the batch reaches to its end.
 */
export function selectBatch(page: LogPage, { eventTypes, limit, sliceOf, needs }: Selection): Batch {
  const events: RecordedEvent[] = []
  const slices = new Set<number>()
  for (const event of page.events) {
    if (!eventTypes.has(event.type)) continue
    const slice = sliceOf(event)
    if (!needs(slice, event.globalPosition)) continue
    const last = events.at(-1)
    if (last !== undefined && events.length >= limit && event.globalPosition > last.globalPosition) {
      return { events, slices, position: last.globalPosition }
    }
    events.push(event)
    slices.add(slice)
  }
  return { events, slices, position: page.position }
}
