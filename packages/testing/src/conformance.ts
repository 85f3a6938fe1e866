/**
 * The contracts' promises as test cases: any adapter can be held to them.
 *
 * @packageDocumentation
 */
export type { BegunTransaction } from './conformance/begun-transaction.ts'
export { cacheCases } from './conformance/cache/cache-cases.ts'
export type {
  CacheCapability,
  CacheCase,
  CacheSubject,
  CacheTopic,
} from './conformance/cache/cache-subject.ts'
export { describeCache } from './conformance/cache/describe-cache.ts'
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
export { describeHybridRepository } from './conformance/hybrid/describe-hybrid-repository.ts'
export { hybridCases } from './conformance/hybrid/hybrid-cases.ts'
export type {
  CachedRepository,
  HybridCapability,
  HybridCase,
  HybridSubject,
  HybridTopic,
} from './conformance/hybrid/hybrid-subject.ts'
export { watchedRepository, type WatchedRepository } from './conformance/hybrid/watched-repository.ts'
export { describeProjectionStorage } from './conformance/projection-storage/describe-projection-storage.ts'
export { projectionStorageCases } from './conformance/projection-storage/projection-storage-cases.ts'
export type {
  ProjectionStorageCapability,
  ProjectionStorageCase,
  ProjectionStorageSubject,
  ProjectionStorageTopic,
} from './conformance/projection-storage/projection-storage-subject.ts'
export { describeProjections } from './conformance/projections/describe-projections.ts'
export { projectionsCases } from './conformance/projections/projections-cases.ts'
export type {
  ProjectionsCapability,
  ProjectionsCase,
  ProjectionsSubject,
  ProjectionsTopic,
  TestErrorHandling,
  TestProjection,
  TestProjectionOptions,
  TestRows,
  TestRunner,
  TestRunnerOptions,
} from './conformance/projections/projections-subject.ts'
export { describeQueryService } from './conformance/query-service/describe-query-service.ts'
export { queryServiceCases } from './conformance/query-service/query-service-cases.ts'
export {
  searchedProductModel,
  type QueryServiceCapability,
  type QueryServiceCase,
  type QueryServiceSubject,
  type QueryServiceTopic,
} from './conformance/query-service/query-service-subject.ts'
export { describeQueryRepository } from './conformance/query/describe-query-repository.ts'
export { queryRepositoryCases } from './conformance/query/query-repository-cases.ts'
export type {
  QueryRepositoryCase,
  QueryRepositorySubject,
  QueryRepositoryTopic,
} from './conformance/query/query-repository-subject.ts'
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
