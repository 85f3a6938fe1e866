import type { GlobalPosition, RecordedEvent } from '@uno-ts/types'
import type { LogPage } from '../log/log-page.ts'

/** What one transaction handles. */
export interface Batch {
  /** The events that the projection reads. */
  readonly events: readonly RecordedEvent[]
  /** Where the projection stands once they are handled. */
  readonly position: GlobalPosition
}

/**
 * Takes from a page what a projection reads, at most `limit` events, and what shares the position of the last one: one
 * stored event may be read as several, and a checkpoint between them would lose the rest.
 */
export function selectBatch(page: LogPage, eventTypes: ReadonlySet<string>, limit: number): Batch {
  const events: RecordedEvent[] = []
  for (const event of page.events) {
    if (!eventTypes.has(event.type)) continue
    const last = events.at(-1)
    if (last !== undefined && events.length >= limit && event.globalPosition > last.globalPosition) {
      return { events, position: last.globalPosition }
    }
    events.push(event)
  }
  return { events, position: page.position }
}
