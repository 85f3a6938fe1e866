/**
 * The contracts' promises as test cases: any adapter can be held to them. The `describe…` functions register with vitest;
 * whoever has another runner imports `@uno-ts/testing/conformance/cases`, which has all the rest.
 *
 * @packageDocumentation
 */
export * from './conformance-cases.ts'
export { describeCache } from './conformance/cache/describe-cache.ts'
export { describeCheckpointStore } from './conformance/checkpoint/describe-checkpoint-store.ts'
export { describeDcbStore } from './conformance/dcb/describe-dcb-store.ts'
export { describeEventStore } from './conformance/event-store/describe-event-store.ts'
export { describeIdempotencyStore } from './conformance/idempotency/describe-idempotency-store.ts'
export { describeHybridRepository } from './conformance/hybrid/describe-hybrid-repository.ts'
export { describeProcessAgenda } from './conformance/process-agenda/describe-process-agenda.ts'
export { describeProjectionStorage } from './conformance/projection-storage/describe-projection-storage.ts'
export { describeProjections } from './conformance/projections/describe-projections.ts'
export { describeQueryService } from './conformance/query-service/describe-query-service.ts'
export { describeQueryRepository } from './conformance/query/describe-query-repository.ts'
export { describeReadModelRepository } from './conformance/read-model/describe-read-model-repository.ts'
export { describeSnapshots } from './conformance/snapshot/describe-snapshots.ts'
export { describeSubscriptions } from './conformance/subscription/describe-subscriptions.ts'
