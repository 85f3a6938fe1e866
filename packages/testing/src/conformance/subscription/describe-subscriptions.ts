import { describeCases } from '../describe-cases.ts'
import type { EventStoreSubject } from '../event-store/event-store-subject.ts'
import { subscriptionCases } from './subscription-cases.ts'
import type { SubscriptionCapability } from './subscription-subject.ts'

/**
 * Holds an event store to what its contract says of those who follow it, with vitest: nothing lost, nothing twice, in
 * order, without a seam between what was there and what comes.
 *
 * @param factory - opens a store for one case, without events of its own tenant; `dispose` is called after the case
 * @param capabilities - what the store can do; cases beyond them are named as not claimed
 * @example
 * ```ts
 * import { InMemoryEventStore } from '@uno-ts/testing'
 * import { describeSubscriptions } from '@uno-ts/testing/conformance'
 *
 * describeSubscriptions(
 *   'InMemoryEventStore',
 *   async () => ({ store: new InMemoryEventStore(), dispose: () => undefined }),
 *   [],
 * )
 * ```
 */
export function describeSubscriptions(
  name: string,
  factory: () => Promise<EventStoreSubject>,
  capabilities: Iterable<SubscriptionCapability>,
): void {
  describeCases(name, { topics: subscriptionCases, factory, capabilities })
}
