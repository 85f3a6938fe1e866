import { describeCases } from '../describe-cases.ts'
import type { EventStoreSubject } from '../event-store/event-store-subject.ts'
import { dcbStoreCases } from './dcb-store-cases.ts'
import type { DcbStoreCapability } from './dcb-store-subject.ts'

/**
 * Holds an event store to what its contract says of queries, consistency markers and append conditions, with vitest:
 * dynamic consistency boundaries, the examples of dcb.events among them.
 *
 * @param factory - opens a store for one case, without events of its own tenant; `dispose` is called after the case
 * @param capabilities - what the store can do; cases beyond them are named as not claimed
 * @example
 * ```ts
 * import { InMemoryEventStore } from '@uno-ts/testing'
 * import { describeDcbStore } from '@uno-ts/testing/conformance'
 *
 * describeDcbStore(
 *   'InMemoryEventStore',
 *   async () => ({ store: new InMemoryEventStore(), dispose: () => undefined }),
 *   [],
 * )
 * ```
 */
export function describeDcbStore(
  name: string,
  factory: () => Promise<EventStoreSubject>,
  capabilities: Iterable<DcbStoreCapability>,
): void {
  describeCases(name, { topics: dcbStoreCases, factory, capabilities })
}
