import { parseStreamId, type EventStore, type GlobalPosition, type RecordedEvent } from '@uno-ts/types'
import type { BatchTarget } from '../runner/commit-batch.ts'

/** Which events are read. */
export interface EventsOfKeyOptions {
  readonly key: string
  /** The last position that counts. */
  readonly upTo: GlobalPosition
  readonly signal: AbortSignal
}

/**
 * The events of a key that a projection reads, in the order of the log: those of its stream, or where something else decides
 * the key, those of it in the whole log.
 */
export async function eventsOfKey(
  { projector, tenant }: BatchTarget,
  eventStore: EventStore,
  { key, upTo, signal }: EventsOfKeyOptions,
): Promise<readonly RecordedEvent[]> {
  const types = [...projector.eventTypes]
  const all = projector.isKeyedByStream
    ? eventStore.readStream(parseStreamId(key), { tenant, signal })
    : eventStore.readAll({ filter: { types }, tenant, signal })
  const events: RecordedEvent[] = []
  for await (const event of all) {
    if (event.globalPosition > upTo) break
    if (projector.eventTypes.has(event.type) && projector.keyOf(event) === key) events.push(event)
  }
  return events
}
