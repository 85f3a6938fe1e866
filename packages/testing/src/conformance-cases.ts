/**
 * The contracts' promises as test cases, for any test runner: nothing here loads one.
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
export { checkpointCases } from './conformance/checkpoint/checkpoint-cases.ts'
export type {
  CheckpointCapability,
  CheckpointCase,
  CheckpointSubject,
  CheckpointTopic,
} from './conformance/checkpoint/checkpoint-subject.ts'
export { CaseTally } from './conformance/case-tally.ts'
export {
  claimedTopics,
  type ClaimedTopics,
  type ConformanceCase,
  type ConformanceTopic,
} from './conformance/conformance-case.ts'
export { dcbStoreCases } from './conformance/dcb/dcb-store-cases.ts'
export type { DcbStoreCapability, DcbStoreCase, DcbStoreTopic } from './conformance/dcb/dcb-store-subject.ts'
export { eventStoreCases } from './conformance/event-store/event-store-cases.ts'
export type {
  EventStoreCapability,
  EventStoreCase,
  EventStoreSubject,
  EventStoreTopic,
} from './conformance/event-store/event-store-subject.ts'
export { idempotencyCases } from './conformance/idempotency/idempotency-cases.ts'
export type {
  IdempotencyCapability,
  IdempotencyCase,
  IdempotencySubject,
  IdempotencyTopic,
} from './conformance/idempotency/idempotency-subject.ts'
export { hybridCases } from './conformance/hybrid/hybrid-cases.ts'
export type {
  CachedRepository,
  HybridCapability,
  HybridCase,
  HybridSubject,
  HybridTopic,
} from './conformance/hybrid/hybrid-subject.ts'
export { watchedRepository, type WatchedRepository } from './conformance/hybrid/watched-repository.ts'
export { processAgendaCases } from './conformance/process-agenda/process-agenda-cases.ts'
export type {
  ProcessAgendaCapability,
  ProcessAgendaCase,
  ProcessAgendaSubject,
  ProcessAgendaTopic,
} from './conformance/process-agenda/process-agenda-subject.ts'
export { projectionStorageCases } from './conformance/projection-storage/projection-storage-cases.ts'
export type {
  ProjectionStorageCapability,
  ProjectionStorageCase,
  ProjectionStorageSubject,
  ProjectionStorageTopic,
} from './conformance/projection-storage/projection-storage-subject.ts'
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
export { queryServiceCases } from './conformance/query-service/query-service-cases.ts'
export {
  searchedProductModel,
  type QueryServiceCapability,
  type QueryServiceCase,
  type ProductVectors,
  type QueryServiceSubject,
  type QueryServiceTopic,
} from './conformance/query-service/query-service-subject.ts'
export { queryRepositoryCases } from './conformance/query/query-repository-cases.ts'
export type {
  QueryRepositoryCase,
  QueryRepositorySubject,
  QueryRepositoryTopic,
} from './conformance/query/query-repository-subject.ts'
export { product, productModel, type Product, type ProductSchema } from './conformance/read-model/product.ts'
export { readModelCases } from './conformance/read-model/read-model-cases.ts'
export type {
  ReadModelCapability,
  ReadModelCase,
  ReadModelSubject,
  ReadModelTopic,
} from './conformance/read-model/read-model-subject.ts'
export { snapshotCases } from './conformance/snapshot/snapshot-cases.ts'
export type {
  SnapshotCapability,
  SnapshotCase,
  SnapshotDamage,
  SnapshotSubject,
  SnapshotTopic,
} from './conformance/snapshot/snapshot-subject.ts'
export { subscriptionCases } from './conformance/subscription/subscription-cases.ts'
export type {
  SubscriptionCapability,
  SubscriptionCase,
  SubscriptionTopic,
} from './conformance/subscription/subscription-subject.ts'
export {
  registerCases,
  type CaseRunner,
  type DisposableSubject,
  type RegisterCasesOptions,
} from './conformance/register-cases.ts'
