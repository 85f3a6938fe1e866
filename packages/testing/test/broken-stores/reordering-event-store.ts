import type { Event, EventPage, ReadAllOptions, RecordedEvent, SubscribeOptions } from '@uno-ts/types'
import { InMemoryEventStore } from '../../src/event-store/in-memory-event-store.ts'

/** Reads pages of the log stream by stream, as a query does that has forgotten its `order by`. */
export class ReorderingEventStore extends InMemoryEventStore {
  override async *readAll<Recorded extends Event = Event>(
    options: ReadAllOptions = {},
  ): AsyncGenerator<RecordedEvent<Recorded>, void, undefined> {
    yield* byStream(await Array.fromAsync(super.readAll<Recorded>(options)))
  }

  override async readPage<Recorded extends Event = Event>(
    options: ReadAllOptions = {},
  ): Promise<EventPage<Recorded>> {
    return reordered(await super.readPage<Recorded>(options))
  }

  override async *subscribe<Recorded extends Event = Event>(
    options: SubscribeOptions = {},
  ): AsyncGenerator<EventPage<Recorded>, void, undefined> {
    for await (const page of super.subscribe<Recorded>(options)) yield reordered(page)
  }
}

function reordered<Recorded extends Event>(page: EventPage<Recorded>): EventPage<Recorded> {
  return { ...page, events: byStream(page.events) }
}

function byStream<Recorded extends Event>(
  events: readonly RecordedEvent<Recorded>[],
): RecordedEvent<Recorded>[] {
  return Object.values(Object.groupBy(events, ({ streamId }) => streamId)).flatMap((group) => group ?? [])
}
