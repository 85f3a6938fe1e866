import type { EventStore, StreamId } from '@uno-ts/types'
import type { ConformanceCase, ConformanceTopic } from '../conformance-case.ts'

/**
 * What not every event store can do:
 * `archiving`: puts streams away, so that they are read by their id alone and take no appends;
 * `concurrent-connections`: a second store over the same data, as in another process, which races with the first.
 */
export type EventStoreCapability = 'archiving' | 'concurrent-connections'

/**
 * The store under test. It holds no events of the tenant it uses when no tenant is named; stores made one after another
 * may share positions and a database.
 */
export interface EventStoreSubject {
  readonly store: EventStore
  /** Opens a second store over the same data and tenant. Needed for `concurrent-connections`. */
  readonly another?: (() => Promise<EventStore>) | undefined
  /** Archives a stream of the store's tenant. Needed for `archiving`. */
  readonly archive?: ((streamId: StreamId) => Promise<unknown>) | undefined
  /** Takes a stream back from the archive. Needed for `archiving`. */
  readonly unarchive?: ((streamId: StreamId) => Promise<unknown>) | undefined
  dispose(): Promise<void> | void
}

/** A case for event stores. */
export type EventStoreCase = ConformanceCase<EventStoreSubject, EventStoreCapability>

/** Cases for event stores about one thing. */
export type EventStoreTopic = ConformanceTopic<EventStoreSubject, EventStoreCapability>
