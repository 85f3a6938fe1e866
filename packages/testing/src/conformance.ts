/**
 * The contracts' promises as test cases: any adapter can be held to them.
 *
 * @packageDocumentation
 */
export type { BegunTransaction } from './conformance/begun-transaction.ts'
export { checkpointCases } from './conformance/checkpoint/checkpoint-cases.ts'
export type {
  CheckpointCapability,
  CheckpointCase,
  CheckpointSubject,
  CheckpointTopic,
} from './conformance/checkpoint/checkpoint-subject.ts'
export { describeCheckpointStore } from './conformance/checkpoint/describe-checkpoint-store.ts'
export { CaseTally } from './conformance/case-tally.ts'
export {
  claimedTopics,
  type ClaimedTopics,
  type ConformanceCase,
  type ConformanceTopic,
} from './conformance/conformance-case.ts'
export { dcbStoreCases } from './conformance/dcb/dcb-store-cases.ts'
export type { DcbStoreCapability, DcbStoreCase, DcbStoreTopic } from './conformance/dcb/dcb-store-subject.ts'
export { describeDcbStore } from './conformance/dcb/describe-dcb-store.ts'
export { describeEventStore } from './conformance/event-store/describe-event-store.ts'
export { eventStoreCases } from './conformance/event-store/event-store-cases.ts'
export type {
  EventStoreCapability,
  EventStoreCase,
  EventStoreSubject,
  EventStoreTopic,
} from './conformance/event-store/event-store-subject.ts'
export { describeIdempotencyStore } from './conformance/idempotency/describe-idempotency-store.ts'
export { idempotencyCases } from './conformance/idempotency/idempotency-cases.ts'
export type {
  IdempotencyCapability,
  IdempotencyCase,
  IdempotencySubject,
  IdempotencyTopic,
} from './conformance/idempotency/idempotency-subject.ts'
export { describeReadModelRepository } from './conformance/read-model/describe-read-model-repository.ts'
export { product, productModel, type Product, type ProductSchema } from './conformance/read-model/product.ts'
export { readModelCases } from './conformance/read-model/read-model-cases.ts'
export type {
  ReadModelCapability,
  ReadModelCase,
  ReadModelSubject,
  ReadModelTopic,
} from './conformance/read-model/read-model-subject.ts'
export { describeSnapshots } from './conformance/snapshot/describe-snapshots.ts'
export { snapshotCases } from './conformance/snapshot/snapshot-cases.ts'
export type {
  SnapshotCapability,
  SnapshotCase,
  SnapshotDamage,
  SnapshotSubject,
  SnapshotTopic,
} from './conformance/snapshot/snapshot-subject.ts'
export { describeSubscriptions } from './conformance/subscription/describe-subscriptions.ts'
export { subscriptionCases } from './conformance/subscription/subscription-cases.ts'
export type {
  SubscriptionCapability,
  SubscriptionCase,
  SubscriptionTopic,
} from './conformance/subscription/subscription-subject.ts'
