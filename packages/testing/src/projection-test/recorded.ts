import { randomUUID } from 'node:crypto'
import { streamId, type Event, type RecordedEvent, type StreamId } from '@uno-ts/types'
import { ManualClock } from '../clock/manual-clock.ts'
import { InMemoryEventStore } from '../event-store/in-memory-event-store.ts'

/** An event that is given to a projection. */
export type GivenEvent<Events extends Event> = Events & {
  /** Its stream. Default: all are of one. */
  readonly streamId?: StreamId | undefined
  /** Default: a second after the one before it, from 2026-01-01 on. */
  readonly recordedAt?: Date | undefined
}

/** What {@link GivenEvent} says, and nothing left open: the same in whichever order it is recorded. */
export interface DatedEvent<Events extends Event> {
  readonly event: Events
  readonly streamId: StreamId
  readonly recordedAt: Date
}

/** Gives events the ids, streams and times that they have not. */
export function dated<Events extends Event>(
  given: readonly GivenEvent<Events>[],
): readonly DatedEvent<Events>[] {
  const clock = new ManualClock()
  return given.map(({ streamId: stream = streamId('stream', '1'), recordedAt = clock.date, ...event }) => {
    clock.advance(1_000)
    const withId = { ...event, id: event.id ?? randomUUID() } as unknown as Events // an event without what was added
    return { event: withId, streamId: stream, recordedAt }
  })
}

/** Events as a store gives them back that has recorded them in this order. */
export async function recorded<Events extends Event>(
  events: readonly DatedEvent<Events>[],
): Promise<readonly RecordedEvent<Events>[]> {
  const clock = new ManualClock()
  const store = new InMemoryEventStore({ clock })
  for (const { event, streamId, recordedAt } of events) {
    clock.set(recordedAt)
    await store.append(streamId, [event], { expectedVersion: 'any' })
  }
  return Array.fromAsync(store.readAll<Events>())
}
