import type { Event, EventPage, RecordedEvent, SubscribeOptions } from '@uno-ts/types'
import { InMemoryEventStore } from '../../src/event-store/in-memory-event-store.ts'

/** Follows the log from `>=` the last position instead of `>`: each page begins with the event the last one ended with. */
export class DoubleDeliveryEventStore extends InMemoryEventStore {
  override async *subscribe<Recorded extends Event = Event>(
    options: SubscribeOptions = {},
  ): AsyncGenerator<EventPage<Recorded>, void, undefined> {
    let last: RecordedEvent<Recorded>[] = []
    for await (const page of super.subscribe<Recorded>(options)) {
      yield { ...page, events: [...last, ...page.events] }
      last = page.events.slice(-1)
    }
  }
}
