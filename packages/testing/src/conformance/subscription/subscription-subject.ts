import type { ConformanceCase, ConformanceTopic } from '../conformance-case.ts'
import type { EventStoreSubject } from '../event-store/event-store-subject.ts'

/**
 * What not every event store can do for those who follow it:
 * `concurrent-connections`: a second store over the same data, as in another process, whose appends are followed too.
 */
export type SubscriptionCapability = 'concurrent-connections'

/** A case for subscriptions. */
export type SubscriptionCase = ConformanceCase<EventStoreSubject, SubscriptionCapability>

/** Cases for subscriptions about one thing. */
export type SubscriptionTopic = ConformanceTopic<EventStoreSubject, SubscriptionCapability>
