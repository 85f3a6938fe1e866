import { describeCases } from '../describe-cases.ts'
import { eventStoreCases } from './event-store-cases.ts'
import type { EventStoreCapability, EventStoreSubject } from './event-store-subject.ts'

/**
 * Holds an event store to its contract, with vitest: appends, plans, event ids, reads, tenants. What it promises of
 * conditions and of those who follow it has suites of its own.
 *
 * @param factory - opens a store for one case, without events of its own tenant; `dispose` is called after the case
 * @param capabilities - what the store can do; cases beyond them are named as not claimed
 * @example
 * ```ts
 * import { InMemoryEventStore } from '@uno-ts/testing'
 * import { describeEventStore } from '@uno-ts/testing/conformance'
 *
 * describeEventStore(
 *   'InMemoryEventStore',
 *   async () => ({ store: new InMemoryEventStore(), dispose: () => undefined }),
 *   [],
 * )
 * ```
 */
export function describeEventStore(
  name: string,
  factory: () => Promise<EventStoreSubject>,
  capabilities: Iterable<EventStoreCapability>,
): void {
  describeCases(name, { topics: eventStoreCases, factory, capabilities })
}
