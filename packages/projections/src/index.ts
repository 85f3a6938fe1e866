/**
 * Folds events into read models, with the checkpoint in the same transaction.
 *
 * @packageDocumentation
 */
export {
  ProjectionEventHandler,
  type ProjectionEventHandlerOptions,
} from './bridge/projection-event-handler.ts'
export { InProcessChangeFeed, type ChangeListener } from './change/in-process-change-feed.ts'
export { PostgresChangeFeed, type PostgresChangeFeedOptions } from './change/postgres-change-feed.ts'
export { PostgresChangeLog, type PostgresChangeLogOptions } from './change/postgres-change-log.ts'
export type { CheckpointDatabase, CheckpointRow } from './checkpoint/checkpoint-table.ts'
export {
  PostgresCheckpointStore,
  type PostgresCheckpointStoreOptions,
} from './checkpoint/postgres-checkpoint-store.ts'
export {
  projectionConfiguration,
  type ProjectionIntegrationConfig,
} from './configuration/projection-configuration.ts'
export { readAfter, type ReadAfterAnswer, type ReadAfterOptions } from './consistency/read-after.ts'
export {
  PostgresDeadLetterStore,
  type PostgresDeadLetterStoreOptions,
} from './dead-letter/postgres-dead-letter-store.ts'
export { defineProjection } from './define/define-projection.ts'
export {
  defineVersionedProjection,
  type EventVersionHandler,
  type VersionedProjection,
} from './define/define-versioned-projection.ts'
export { ProjectionError } from './define/projection-error.ts'
export type {
  AnyProjection,
  BatchProjection,
  Projection,
  ProjectionOptions,
  ProjectionTableContext,
  ProjectionTables,
  ResetContext,
} from './define/projection.ts'
export { Projector } from './define/projector.ts'
export type { ErrorHandling, ErrorHandlingOptions } from './failure/error-handling.ts'
export { defineFold } from './fold/define-fold.ts'
export type { AnyFold, Fold, FoldDefinition, FoldTable } from './fold/fold.ts'
export { inlineProjection, type InlineProjectionOptions } from './inline/inline-projection.ts'
export {
  PostgresSliceLeaseStore,
  type PostgresSliceLeaseStoreOptions,
} from './lease/postgres-slice-lease-store.ts'
export {
  liveProjection,
  type LiveProjection,
  type LiveProjectionOptions,
  type LiveTallyRow,
} from './live/live-projection.ts'
export {
  ProgressTracker,
  type Progress,
  type ProgressStep,
  type ProgressTrackerOptions,
} from './progress/progress-tracker.ts'
export { AsyncProjector, type AsyncProjectorOptions } from './projector/async-projector.ts'
export { BatchProjector, type BatchProjectorOptions } from './projector/batch-projector.ts'
export { ParallelProjector, type ParallelProjectorOptions } from './projector/parallel-projector.ts'
export {
  ResilientProjection,
  type ProjectionErrorHandlingStrategy,
  type ResilientProjectionOptions,
} from './projector/resilient-projection.ts'
export type { ProjectionRunnerOptions } from './runner/projection-runner-options.ts'
export type { ProjectionStats } from './runner/running-projection-options.ts'
export { ProjectionRunner } from './runner/projection-runner.ts'
export type { FoldedStream, SnapshotConfig, SnapshotProjection } from './snapshot/snapshot-projection.ts'
export {
  SnapshotProjector,
  type RebuiltAggregate,
  type SnapshotProjectorOptions,
} from './snapshot/snapshot-projector.ts'
export {
  PostgresProjectionStorage,
  type PostgresProjectionStorageOptions,
} from './storage/postgres-projection-storage.ts'
export { ActiveVersions, type ActiveVersionsOptions } from './version/active-versions.ts'
export type { ColumnType, ColumnTypeOf, SqlType } from './table/column-type.ts'
export type { RowTable } from './table/row-table.ts'
export { defineTally } from './tally/define-tally.ts'
export { rebuildSql, type RebuildSqlOptions } from './tally/rebuild-sql.ts'
export type { EventPath, Tally, TallyAmount, TallyDefinition, TallySum } from './tally/tally.ts'
export { projectionTelemetry } from './telemetry.ts'
export { defineRedisSink, type RedisSinkDefinition } from './target/define-redis-sink.ts'
export { defineSink } from './target/define-sink.ts'
export type { RedisCommands } from './target/redis-commands.ts'
export type { RedisWrite } from './target/redis-write.ts'
export type { Sink, SinkContext, SinkDefinition } from './target/sink.ts'
export {
  PostgresProjectionVersionStore,
  type PostgresProjectionVersionStoreOptions,
} from './version/postgres-projection-version-store.ts'
export { versionedTable } from './version/versioned-table.ts'
