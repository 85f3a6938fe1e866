import type { EventStore } from '@uno-ts/types'
import type { ConformanceCase, ConformanceTopic } from '../conformance-case.ts'

/**
 * What not every event store can do:
 * `conditions`: append conditions, consistency markers, reads by query, appends by tag alone;
 * `subscriptions`: following the log;
 * `concurrent-connections`: a second store over the same data, as in another process, which races with the first.
 */
export type EventStoreCapability = 'conditions' | 'subscriptions' | 'concurrent-connections'

/**
 * The store under test. It holds no events of the tenant it uses when no tenant is named; stores made one after another
 * may share positions and a database.
 */
export interface EventStoreSubject {
  readonly store: EventStore
  /** Opens a second store over the same data and tenant. Needed for `concurrent-connections`. */
  readonly another?: (() => Promise<EventStore>) | undefined
  dispose(): Promise<void> | void
}

/** A case for event stores. */
export type EventStoreCase = ConformanceCase<EventStoreSubject, EventStoreCapability>

/** Cases for event stores about one thing. */
export type EventStoreTopic = ConformanceTopic<EventStoreSubject, EventStoreCapability>
