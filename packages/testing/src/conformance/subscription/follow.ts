import { assertDeliveredInOrder } from '../event-store/defects.ts'
import type { EventPage, RecordedEvent } from '@uno-ts/types'

/** Follows a subscription until it has given `count` events, each once and in order, and leaves it. */
export async function followUntil(pages: AsyncIterable<EventPage>, count: number): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = []
  for await (const page of pages) {
    events.push(...page.events)
    assertDeliveredInOrder(events)
    if (events.length >= count) break
  }
  return events
}

/** A signal that ends a subscription that waits in vain, so that a broken promise fails instead of hanging. */
export function patience(): AbortSignal {
  return AbortSignal.timeout(20_000)
}
