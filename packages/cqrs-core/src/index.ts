/**
 * Typed command, query and event buses, their middleware, deciders and repositories.
 *
 * @packageDocumentation
 */
export { BatchCommandBus, type BatchCommandBusOptions } from './batch/batch-command-bus.ts'
export type { BatchMode, BatchOptions, BatchStreamOptions } from './batch/batch-options.ts'
export { cached, cachedQuery } from './cached-query/cached.ts'
export {
  CachedQueryHandler,
  type CachedQueryHandlerOptions,
  type CachedQueryOptions,
} from './cached-query/cached-query-handler.ts'
export type { AnswerScope } from './cached-query/answer-key.ts'
export { rowOf, rowsOf } from './cached-query/change-tags.ts'
export type { FollowChangesOptions } from './cached-query/follow-changes.ts'
export {
  answersOf,
  QueryCache,
  type CachedQuestion,
  type InvalidationRules,
  type QueryCacheOptions,
} from './cached-query/query-cache.ts'
export type { AnswerCounts, QueryCacheStatistics } from './cached-query/query-cache-statistics.ts'
export { CommandBus, type CommandBusOptions } from './command-bus/command-bus.ts'
export {
  decisionModel,
  type DecisionModel,
  type DecisionModelOptions,
  type DecisionSnapshotKey,
  type DecisionParts,
  type DecisionState,
} from './decision-model/decision-model.ts'
export {
  DecisionModelRepository,
  type DecisionModelRepositoryOptions,
  type DecisionResult,
  type LoadedDecisionModel,
} from './decision-model/decision-model-repository.ts'
export {
  defineDecisionProjection,
  type DecisionProjection,
  type DecisionProjectionOptions,
} from './decision-model/decision-projection.ts'
export type { DecisionSnapshotOptions } from './decision-model/decision-snapshots.ts'
export { configFrom, type ConfigFromOptions } from './configuration/config-from.ts'
export { configFromEnv, type ConfigFromEnvOptions } from './configuration/config-from-env.ts'
export type { ConfigurationOf } from './configuration/configuration-of.ts'
export { cqrsConfiguration, type CQRSIntegrationConfig } from './configuration/cqrs-configuration.ts'
export { defineConfigurationPart } from './configuration/define-configuration-part.ts'
export { describeConfiguration, type SettingDescription } from './configuration/describe-configuration.ts'
export { defineCommand } from './define/define-command.ts'
export { defineQuery } from './define/define-query.ts'
export type { DefinitionOptions } from './define/definition-options.ts'
export { EventBus, type EventBusOptions } from './event-bus/event-bus.ts'
export type { BusHealthCheckOptions } from './health/bus-report.ts'
export { CacheHealthCheck, type CacheHealthCheckOptions } from './health/cache-health-check.ts'
export { CommandBusHealthCheck } from './health/command-bus-health-check.ts'
export { ErrorRate, type ErrorCounts, type ErrorRateOptions } from './health/error-rate.ts'
export {
  EventStoreHealthCheck,
  type EventStoreHealthCheckOptions,
} from './health/event-store-health-check.ts'
export { ProjectionHealthCheck, type ProjectionHealthCheckOptions } from './health/projection-health-check.ts'
export { QueryBusHealthCheck } from './health/query-bus-health-check.ts'
export {
  CQRSHealthMonitor,
  type CQRSHealthMonitorOptions,
  type HealthChanged,
  type NamedHealthReport,
  type OverallHealthReport,
} from './health/cqrs-health-monitor.ts'
export {
  DecisionModelCommandHandler,
  type DecisionModelCommandHandlerOptions,
} from './event-sourced/decision-model-command-handler.ts'
export {
  EventSourcedCommandHandler,
  type CommandTarget,
  type EventSourcedCommandHandlerOptions,
} from './event-sourced/event-sourced-command-handler.ts'
export {
  EventSourcingCommandHandler,
  type EventSourcingCommandHandlerOptions,
} from './event-sourced/event-sourcing-command-handler.ts'
export {
  EventSourcingReadModelCommandHandler,
  type EventSourcingReadModelCommandHandlerOptions,
  type RowOptions,
} from './event-sourced/event-sourcing-read-model-command-handler.ts'
export {
  EventSourcingTransactionalCommandHandler,
  type EventSourcingTransactionalCommandHandlerOptions,
} from './event-sourced/event-sourcing-transactional-command-handler.ts'
export {
  EventStoreIntegration,
  type EventStoreIntegrationOptions,
} from './integration/event-store-integration.ts'
export type { EventOutbox } from './integration/event-outbox.ts'
export type { InlineHandler, InlineProjection, InlineStatements, PlannedEvent } from '@uno-ts/types'
export {
  IdempotentCommandBus,
  type IdempotentCommandBusOptions,
} from './idempotent/idempotent-command-bus.ts'
export {
  IdempotencyKeyExpiry,
  type IdempotencyKeyExpiryOptions,
} from './idempotent/idempotency-key-expiry.ts'
export { Mediator, type MediatorOptions } from './mediator/mediator.ts'
export { OptimizedMediator, type OptimizedMediatorOptions } from './mediator/optimized-mediator.ts'
export { authorise, type AuthoriseOptions } from './middleware/authorise.ts'
export { awaitFirstCall, type AwaitFirstCallOptions } from './middleware/await-first-call.ts'
export { hooks, hooksFor, type HookAnswer, type Hooks } from './middleware/hooks.ts'
export { idempotency, type IdempotencyOptions } from './middleware/idempotency.ts'
export { log, type LogOptions } from './middleware/log.ts'
export { metrics, type MetricsOptions } from './middleware/metrics.ts'
export { retryOnConflict, type RetryOnConflictOptions } from './middleware/retry-on-conflict.ts'
export {
  middlewareOrder,
  standardMiddleware,
  type MiddlewareSlot,
  type StandardMiddleware,
} from './middleware/standard-middleware.ts'
export { throttle } from './middleware/throttle.ts'
export { trace } from './middleware/trace.ts'
export { transaction, type TransactionOptions } from './middleware/transaction.ts'
export { validate } from './middleware/validate.ts'
export type { ExecuteAll } from './parallel/execute-all.ts'
export type { ExecuteManyOptions, OutcomesOf } from './parallel/execute-many-options.ts'
export { ParallelCommandBus, type ParallelCommandBusOptions } from './parallel/parallel-command-bus.ts'
export { ParallelQueryBus, type ParallelQueryBusOptions } from './parallel/parallel-query-bus.ts'
export { commandPriorities, type CommandPriority } from './priority/command-priority.ts'
export {
  PrioritizedCommandBus,
  type PrioritizedCommandBusOptions,
  type PrioritizedExecuteOptions,
} from './priority/prioritized-command-bus.ts'
export { QueryBus, type QueryBusOptions } from './query-bus/query-bus.ts'
export {
  defineProcessManager,
  type AnyProcessManager,
  type Correlations,
  type ProcessManager,
  type ProcessManagerOptions,
  type SourceOf,
} from './process-manager/define-process-manager.ts'
export type { CommandRetryOptions } from './process-manager/execute-command.ts'
export {
  processEventDefinitions,
  type ProcessEvent,
  type ReceivedEvent,
  type StoredCommandEnd,
} from './process-manager/process-event.ts'
export type { StartFrom } from './process-manager/process-follower.ts'
export type {
  CommandEnd,
  CommandFailed,
  CommandRefused,
  DeadlinePassed,
  IssuedCommand,
  ProcessInput,
} from './process-manager/process-input.ts'
export { ProcessManagerRunner, type ProcessManagerStatus } from './process-manager/process-manager-runner.ts'
export type { ProcessManagerRunnerOptions } from './process-manager/process-manager-runner-options.ts'
export type { CommandOf, DeadlineChange, Reaction } from './process-manager/reaction.ts'
export { BaseCommandHandler, BaseQueryHandler } from './registry/base-handlers.ts'
export { bindHandler, type HandlerBinding, type HandlerOptions } from './registry/handler-binding.ts'
export type {
  HandlerFunction,
  HandlerLike,
  HandlerObject,
  ReadAheadContext,
} from './registry/handler-like.ts'
export { HandlerRegistry, type HandlersOf, type RegisteredHandler } from './registry/handler-registry.ts'
export { resolvedHandler, type ResolvedHandlerOptions } from './registry/resolved-handler.ts'
export { AggregateRoot } from './repository/aggregate-root.ts'
export { aggregate, type AggregateOptions } from './repository/aggregate.ts'
export { decider, type Decider } from './repository/decider.ts'
export {
  EventSourcedRepository,
  type EventSourcedRepositoryOptions,
  type ListOptions,
  type LoadedAggregate,
  type LoadOptions,
  type TransactOptions,
  type TransactResult,
} from './repository/event-sourced-repository.ts'
export type { SnapshotOptions } from './snapshot/snapshot-options.ts'
export { telemetry } from './telemetry.ts'
export { CQRSMetrics, type CQRSMetricsOptions, type MetricsProvider } from './telemetry/cqrs-metrics.ts'
export type { TraceOptions } from './telemetry/message-spans.ts'
export { Throttle, type HoldOptions, type ThrottledMessage } from './throttle/throttle.ts'
export type { ThrottleOptions } from './throttle/throttle-options.ts'
export { ThrottledCommandBus, type ThrottledCommandBusOptions } from './throttle/throttled-command-bus.ts'
export type { RateLimit } from './throttle/token-bucket.ts'
export { TracingCommandBus, type TracingCommandBusOptions } from './tracing/tracing-command-bus.ts'
export { TracingMediator, type TracingMediatorOptions } from './tracing/tracing-mediator.ts'
export { TracingQueryBus, type TracingQueryBusOptions } from './tracing/tracing-query-bus.ts'
export {
  TransactionalCommandHandler,
  type TransactionalCommandHandlerOptions,
} from './transactional/transactional-command-handler.ts'
export { readOptionsOf } from './unit-of-work/read-options-of.ts'
export { unitOfWorkOf } from './unit-of-work/unit-of-work-of.ts'
export { validateAll, type ValidatedData } from './validation/validate-all.ts'
