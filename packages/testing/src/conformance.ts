/**
 * The contracts' promises as test cases: any adapter can be held to them.
 *
 * @packageDocumentation
 */
export type { ConformanceCase, ConformanceTopic } from './conformance/conformance-case.ts'
export { describeEventStore } from './conformance/event-store/describe-event-store.ts'
export { eventStoreCases } from './conformance/event-store/event-store-cases.ts'
export type {
  EventStoreCapability,
  EventStoreCase,
  EventStoreSubject,
  EventStoreTopic,
} from './conformance/event-store/event-store-subject.ts'
