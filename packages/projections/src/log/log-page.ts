import type { GlobalPosition, RecordedEvent } from '@uno-ts/types'

/** A stretch of the log: all events after `after`, up to and with `position`. */
export interface LogPage {
  readonly after: GlobalPosition
  readonly position: GlobalPosition
  /** In ascending position. */
  readonly events: readonly RecordedEvent[]
  /** Whether the log ended here when it was read. */
  readonly atHead: boolean
}

/** The index of the first event after a position. */
export function firstAfter(events: readonly RecordedEvent[], position: GlobalPosition): number {
  let low = 0
  let high = events.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const event = events[middle]
    if (event !== undefined && event.globalPosition <= position) low = middle + 1
    else high = middle
  }
  return low
}
