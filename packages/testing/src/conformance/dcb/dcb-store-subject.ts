import type { ConformanceCase, ConformanceTopic } from '../conformance-case.ts'
import type { EventStoreSubject } from '../event-store/event-store-subject.ts'

/**
 * What not every event store with dynamic consistency boundaries can do:
 * `archiving`: puts streams away, and decisions still see them;
 * `concurrent-connections`: a second store over the same data, as in another process, which races with the first.
 */
export type DcbStoreCapability = 'archiving' | 'concurrent-connections'

/** A case for event stores with dynamic consistency boundaries. */
export type DcbStoreCase = ConformanceCase<EventStoreSubject, DcbStoreCapability>

/** Cases for event stores with dynamic consistency boundaries about one thing. */
export type DcbStoreTopic = ConformanceTopic<EventStoreSubject, DcbStoreCapability>
