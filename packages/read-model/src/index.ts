/**
 * Read models on PostgreSQL: definitions, tables, repositories and caches.
 *
 * @packageDocumentation
 */
export type { CacheLevel, CacheMetrics } from './cache/cache-metrics.ts'
export {
  BatchReadModelRepository,
  type BatchReadModelRepositoryOptions,
} from './batch/batch-read-model-repository.ts'
export {
  MemoryCache,
  MemoryCache as InMemoryReadModelCache,
  type MemoryCacheOptions,
} from './cache/memory-cache.ts'
export {
  MultiLevelCache,
  MultiLevelCache as MultiLevelReadModelCache,
  type MultiLevelCacheOptions,
} from './cache/multi-level-cache.ts'
export {
  RedisCacheRepository,
  RedisCacheRepository as RedisReadModelCache,
  type RedisCacheRepositoryOptions,
} from './cache/redis-cache-repository.ts'
export {
  and,
  asc,
  between,
  containedBy,
  contains,
  desc,
  eq,
  exists,
  gt,
  gte,
  ilike,
  isNull,
  like,
  lt,
  lte,
  ne,
  noneOf,
  not,
  oneOf,
  or,
  overlaps,
} from './criteria/build-criteria.ts'
export { criteriaOf, type CriteriaOf } from './criteria/criteria-of.ts'
export {
  readModelConfiguration,
  type ReadModelIntegrationConfig,
} from './configuration/read-model-configuration.ts'
export { redisConfiguration, type RedisConfig } from './configuration/redis-configuration.ts'
export { KyselyCriteriaCompiler } from './criteria/kysely-criteria-compiler.ts'
export type { Direction } from './criteria/order-by.ts'
export type { ColumnsFor, KeyOf, NamedFields } from './define/column-types.ts'
export {
  defineReadModel,
  type DefineReadModelOptions,
  type IndexFor,
  type SearchFieldFor,
  type SearchFor,
} from './define/define-read-model.ts'
export {
  DenormalizedReadModel,
  type AppliedPositions,
  type ApplyOptions,
  type DenormalizedReadModelOptions,
  type DenormalizedRow,
  type SourcesOf,
} from './denormalized/denormalized-read-model.ts'
export {
  evolveReadModels,
  readModelChanges,
  type EvolveOptions,
  type ReadModelChanges,
} from './evolve/evolve-read-models.ts'
export type { RefusedChange } from './evolve/table-changes.ts'
export {
  HybridReadModelRepository,
  type HybridReadModelRepositoryOptions,
} from './hybrid/hybrid-read-model-repository.ts'
export type { ModelSource, SourcedRow, SourcedRows } from './hybrid/model-source.ts'
export {
  PostgresModelSource,
  type PostgresModelSourceOptions,
  type SourceProjection,
} from './hybrid/postgres-model-source.ts'
export { PostgresProjectionRepository } from './projection/postgres-projection-repository.ts'
export { PostgresProjectorConfigurationRepository } from './projection/postgres-projector-configuration-repository.ts'
export type { ProjectionRegistryOptions } from './projection/registry-options.ts'
export type { RedisCommands } from './redis/redis-commands.ts'
export type { SignalClient, SignalSubscriber } from './redis/signal-client.ts'
export type { AnyKysely } from './repository/any-kysely.ts'
export type { ArrayResult, PreparedQuery, PreparingPool } from './repository/preparing-pool.ts'
export {
  PostgresReadModelRepository,
  type PostgresReadModelRepositoryOptions,
} from './repository/postgres-read-model-repository.ts'
export {
  PostgresQueryRepository,
  type PostgresQueryRepositoryOptions,
} from './saved-query/postgres-query-repository.ts'
export {
  SavedQueryRunner,
  type SavedQueryPage,
  type SavedQueryRunnerOptions,
} from './saved-query/saved-query-runner.ts'
export { RedisSignalBus, type RedisSignalBusOptions } from './signal/redis-signal-bus.ts'
export { ReadModelService, type ReadModelServiceOptions } from './service/read-model-service.ts'
export {
  StreamingReadModelRepository,
  type ProcessOptions,
  type StreamRequest,
  type StreamingReadModelRepositoryOptions,
} from './streaming/streaming-read-model-repository.ts'
export type { ReadModelSystemColumns, ReadModelTable } from './table/read-model-table.ts'
export { createTableStatements } from './table/create-table-statements.ts'
export { telemetry } from './telemetry.ts'
export type {
  MaterializedViewDefinition,
  MaterializedViewStatus,
  ViewFailure,
  ViewQuery,
  ViewRefresh,
} from './view/materialized-view.ts'
export {
  MaterializedViewController,
  type MaterializedViewControllerOptions,
} from './view/materialized-view-controller.ts'
export {
  VersionedReadModelRepository,
  type VersionedReadModelRepositoryOptions,
} from './versioned/versioned-read-model-repository.ts'
