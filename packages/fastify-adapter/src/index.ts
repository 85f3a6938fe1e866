/**
 * Commands and queries over HTTP with Fastify: routes from message definitions, problem details, OpenAPI 3.1, health and
 * live changes.
 *
 * @packageDocumentation
 */
export { consistencyTokenHeader } from './answer/send-answer.ts'
export { consistencyHeader, consistencyTokenParameter } from './context/wait-for-token.ts'
export type { AuditEntry, AuditLog, AuditOptions } from './audit/audit-log.ts'
export { eventAuditLog, type EventAuditLogOptions, type RequestAudited } from './audit/event-audit-log.ts'
export { loggerAuditLog } from './audit/logger-audit-log.ts'
export type { ChangeMessage, Positioned } from './changes-route/change-message.ts'
export {
  changesRoute,
  type ChangesRequest,
  type ChangesRouteOptions,
  type ChangesSource,
} from './changes-route/changes-route.ts'
export { commandRoute } from './command-route/command-route.ts'
export type { CommandRouteOptions } from './command-route/command-route-options.ts'
export { httpConfiguration, type HttpIntegrationConfig } from './configuration/http-configuration.ts'
export type { Caller } from './context/execute-options-of.ts'
export { createCrudEndpoints } from './crud/create-crud-endpoints.ts'
export type { CrudCommands, CrudEndpointsOptions, CrudSearchOptions } from './crud/crud-endpoints-options.ts'
export {
  CQRSEndpointFactory,
  type CommandEndpointConfig,
  type CQRSEndpointFactoryOptions,
  type QueryEndpointConfig,
} from './endpoint-factory/cqrs-endpoint-factory.ts'
export type { HealthPart } from './health/check-all.ts'
export type { HealthMonitor } from './health/health-monitor.ts'
export { healthRoutes, type HealthRoutesOptions, type Readiness } from './health/health-routes.ts'
export { metricsRoute, type MetricsRouteOptions } from './metrics-route/metrics-route.ts'
export { openApiPlugin, type OpenApiDocument, type OpenApiPluginOptions } from './openapi/open-api-plugin.ts'
export type { OperationOptions } from './openapi/operation-options.ts'
export type { RequestParts } from './payload/request-parts.ts'
export {
  cqrsPlugin,
  type CqrsPluginOptions,
  type CqrsPluginSettings,
  type ScopeBuses,
  type ScopeMediator,
} from './plugin/cqrs-plugin.ts'
export { cqrsServerOptions, type CqrsServerOptions, type ServerLimits } from './plugin/cqrs-server-options.ts'
export type { CqrsScope, MetadataOf, PrincipalOf } from './plugin/cqrs-scope.ts'
export { problemMediaType, type Problem, type ProblemIssue } from './problem/problem.ts'
export { problemKinds, problemType, type ProblemKind } from './problem/problem-kinds.ts'
export { problemOf, type ProblemAnswer, type ProblemContext } from './problem/problem-of.ts'
export { queryRoute } from './query-route/query-route.ts'
export type { PageFields, QueryRouteOptions } from './query-route/query-route-options.ts'
export type { RateLimitClient } from './rate-limit/count-request.ts'
export {
  rateLimitRefusal,
  redisRateLimit,
  type RateLimitRefusal,
  type RedisRateLimit,
} from './rate-limit/redis-rate-limit.ts'
export {
  RedisRateLimitStore,
  type CountedCallback,
  type RateLimitStoreSettings,
  type RedisRateLimitStoreOptions,
} from './rate-limit/redis-rate-limit-store.ts'
export { requestScopeOf } from './request-scope/request-scope-of.ts'
export { RequestError, type RequestErrorCode, type RequestErrorOptions } from './problem/request-error.ts'
export { eventSource, type EventSourceOptions } from './shared-changes/event-source.ts'
export type { FollowedSource, FollowRequest } from './shared-changes/follow-request.ts'
export { SharedChanges, type SharedChangesOptions } from './shared-changes/shared-changes.ts'
export {
  gracefulShutdown,
  type GracefulShutdown,
  type GracefulShutdownOptions,
  type ShutdownOutcome,
} from './shutdown/graceful-shutdown.ts'
export { httpTelemetry } from './telemetry.ts'
export {
  RequestMetrics,
  type RequestEnd,
  type RequestLabels,
  type RequestMetricsOptions,
} from './telemetry/request-metrics.ts'
export { requestTelemetry, type RequestTelemetryOptions } from './telemetry/request-telemetry.ts'
export {
  channel,
  type Channel,
  type ChannelRequest,
  type Channels,
  type WebSocketConfig,
} from './web-socket/web-socket-config.ts'
export {
  closeReasons,
  type ClientMessage,
  type CloseReason,
  type ServerMessage,
  type WebSocketMessage,
} from './web-socket/web-socket-message.ts'
export type { Socket } from './web-socket/socket.ts'
export { webSocketRoute, type WebSocketRoute } from './web-socket/web-socket-route.ts'
