/**
 * What tests need: specifications, harnesses, twins in memory, servers that start by themselves, and faults.
 *
 * @packageDocumentation
 */
export { InMemoryEventStore, type InMemoryEventStoreOptions } from './event-store/in-memory-event-store.ts'
export { ManualClock } from './clock/manual-clock.ts'
export { sequentialIds } from './id/sequential-ids.ts'
export { type FaultProxy } from './fault-proxy/fault-proxy.ts'
export { type FaultProxyTarget } from './fault-proxy/fault-proxy-target.ts'
export { type Direction } from './fault-proxy/faults.ts'
export { startFaultProxy, type FaultProxyOptions } from './fault-proxy/start-fault-proxy.ts'
export { createDatabase, type CreateDatabaseOptions, type TestDatabase } from './postgres/create-database.ts'
export { createTemplate, type CreateTemplateOptions } from './postgres/create-template.ts'
export { DatabaseTemplate, type DatabaseTemplateOptions } from './postgres/database-template.ts'
export { type PostgresServer } from './postgres/postgres-server.ts'
export { type StartPostgresOptions } from './postgres/start-postgres-options.ts'
export { startPostgres } from './postgres/start-postgres.ts'
export { type RedisServer } from './redis/redis-server.ts'
export { type StartRedisOptions } from './redis/start-redis-options.ts'
export { startRedis } from './redis/start-redis.ts'
export { ServerStartError } from './server/server-start-error.ts'
export {
  ServiceUnavailableError,
  type ServiceUnavailableErrorOptions,
} from './server/service-unavailable-error.ts'
export { waitUntil } from './server/wait-until.ts'
export { InMemoryAggregator, type InMemoryAggregatorOptions } from './aggregate/in-memory-aggregator.ts'
export { InMemoryQueryRepository } from './query/in-memory-query-repository.ts'
export {
  InMemoryReadModelRepository,
  type InMemoryReadModelRepositoryOptions,
} from './read-model/in-memory-read-model-repository.ts'
export { InMemoryTransaction, type TransactionEnd } from './transaction/in-memory-transaction.ts'
export {
  InMemoryCheckpointStore,
  type InMemoryCheckpointStoreOptions,
} from './checkpoint/in-memory-checkpoint-store.ts'
export { InMemoryCacheStore, type InMemoryCacheStoreOptions } from './cache/in-memory-cache-store.ts'
export { InMemoryProjectionRepository } from './projection/in-memory-projection-repository.ts'
export { InMemoryProjectorConfigurationRepository } from './projection/in-memory-projector-configuration-repository.ts'
export {
  InMemoryProjectionStorage,
  type InMemoryProjectionStorageOptions,
} from './projection/in-memory-projection-storage.ts'
export { CommandTestHarness, type CommandTestHarnessOptions } from './harness/command-test-harness.ts'
export { QueryTestHarness, type QueryTestHarnessOptions } from './harness/query-test-harness.ts'
export {
  InMemoryIdempotencyStore,
  type InMemoryIdempotencyStoreOptions,
} from './idempotency/in-memory-idempotency-store.ts'
export {
  InMemoryProcessAgenda,
  type InMemoryProcessAgendaOptions,
} from './process/in-memory-process-agenda.ts'
export { MockCQRSMediator, type MockHandler, type SentMessage } from './mock/mock-cqrs-mediator.ts'
export { MockEventStore } from './mock/mock-event-store.ts'
export { MockReadModelRepository, type RecordedChange } from './mock/mock-read-model-repository.ts'
export { MockUnitOfWork, type MockUnitOfWorkOptions } from './mock/mock-unit-of-work.ts'
export { InMemorySignalBus, type SentSignal, type SignalListener } from './signal/in-memory-signal-bus.ts'
export {
  InMemorySnapshotStore,
  type InMemorySnapshotStoreOptions,
} from './snapshot/in-memory-snapshot-store.ts'
export { type Decision } from './specification/decision.ts'
export { specification, type Given } from './specification/specification.ts'
export { type DecidedEvent, type SpecifiedDecider } from './specification/specified-decider.ts'
export {
  type InMemoryUnitOfWork,
  type InMemoryUnitOfWorkOptions,
} from './unit-of-work/in-memory-unit-of-work.ts'
export {
  InMemoryUnitOfWorkFactory,
  type InMemoryUnitOfWorkFactoryOptions,
} from './unit-of-work/in-memory-unit-of-work-factory.ts'
export {
  EventSourcedAggregateTest,
  type EventOf,
  type EventSourcedAggregateTestOptions,
  type TestedAggregate,
} from './aggregate-test/event-sourced-aggregate-test.ts'
export {
  EventStoreTestHarness,
  type EventStoreTestHarnessOptions,
} from './harness/event-store-test-harness.ts'
export {
  foldInMemory,
  type EventsOfFold,
  type FoldedRows,
  type TestedFold,
} from './projection-test/fold-in-memory.ts'
export type { ProjectionPlace, TestedProjection } from './projection-test/projection-place.ts'
export { ProjectionTest, type ProjectionTestOptions } from './projection-test/projection-test.ts'
export type { GivenEvent } from './projection-test/recorded.ts'
export {
  commandFailed,
  commandRefused,
  deadlinePassed,
  type GivenCommandEnd,
  type GivenDeadline,
  type GivenInput,
  type GivenSourceEvent,
} from './process-test/given-input.ts'
export { type ProcessDecision } from './process-test/process-decision.ts'
export { ProcessManagerTest, type ProcessManagerTestOptions } from './process-test/process-manager-test.ts'
export {
  type SentCommand,
  type TestedDeadlineChange,
  type TestedProcessManager,
  type TestedReaction,
} from './process-test/tested-process-manager.ts'
export { CrashError } from './crash/crash-error.ts'
export { crashEverywhere } from './crash/crash-everywhere.ts'
export { type CrashPoints } from './crash/crash-points.ts'
export {
  everyInterleaving,
  type EveryInterleavingOptions,
  type PlayedInterleavings,
} from './interleaving/every-interleaving.ts'
export { type Schedule, type ScheduledTask, type TakenStep } from './interleaving/schedule.ts'
