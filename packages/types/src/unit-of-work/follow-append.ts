import { ConcurrencyError } from '../error/concurrency-error.ts'
import type { ExpectedVersion } from '../event-store/append.ts'
import type { StreamId } from '../identity/stream-id.ts'
import type { Event } from '../message/event.ts'

/** What is planned for one stream: the version it had before, and all events that follow. */
export interface PlannedAppend {
  readonly expectedVersion: ExpectedVersion
  readonly events: readonly Event[]
}

/**
 * Puts an append behind what a unit of work has planned for the same stream. Its expectation counts the planned events:
 * after one event was planned for a new stream, version 1 is right and `'no-stream'` is not. Units of work share this.
 *
 * @throws ConcurrencyError when the stream would not be where the append expects it: the plan stays as it was
 */
export function followAppend(
  streamId: StreamId,
  planned: PlannedAppend | undefined,
  { expectedVersion, events }: PlannedAppend,
): PlannedAppend {
  if (planned === undefined) return { expectedVersion, events }
  const before = versionBefore(planned, expectedVersion)
  const all = [...planned.events, ...events]
  if (before !== undefined) return { expectedVersion: before, events: all }
  const known = baseOf(planned.expectedVersion)
  const actual = known === undefined ? undefined : known + planned.events.length
  throw new ConcurrencyError({ streamId, expected: expectedVersion, actual })
}

/** What both appends together expect of the stream as it was before them; `undefined` when they contradict each other. */
function versionBefore(planned: PlannedAppend, expected: ExpectedVersion): ExpectedVersion | undefined {
  const count = planned.events.length
  switch (expected) {
    case 'any':
      return planned.expectedVersion
    case 'stream-exists':
      if (count > 0) return planned.expectedVersion
      return planned.expectedVersion === 'any' ? 'stream-exists' : existing(planned.expectedVersion)
    default: {
      const base = (expected === 'no-stream' ? 0 : expected) - count
      const known = baseOf(planned.expectedVersion)
      if (base < 0 || (known !== undefined && known !== base)) return undefined
      if (planned.expectedVersion === 'stream-exists' && base === 0) return undefined
      return known === undefined ? base : planned.expectedVersion
    }
  }
}

function existing(expected: ExpectedVersion): ExpectedVersion | undefined {
  return baseOf(expected) === 0 ? undefined : expected
}

function baseOf(expected: ExpectedVersion): number | undefined {
  if (expected === 'no-stream') return 0
  return typeof expected === 'number' ? expected : undefined
}
