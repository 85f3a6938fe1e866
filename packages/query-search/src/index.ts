/**
 * Asking read models: queries, full-text search and the bus handlers made from them.
 *
 * @packageDocumentation
 */
export { PostgresAggregator, type PostgresAggregatorOptions } from './aggregate/postgres-aggregator.ts'
export { CapabilityProbe, type CapabilityProbeOptions } from './capability/capability-probe.ts'
export type {
  DatabaseCapabilities,
  ExtensionName,
  ExtensionState,
} from './capability/database-capabilities.ts'
export { detectCapabilities } from './capability/detect-capabilities.ts'
export { installExtensions } from './capability/install-extensions.ts'
export { requireCapability } from './capability/require-capability.ts'
export { searchConfiguration, type SearchIntegrationConfig } from './configuration/search-configuration.ts'
export {
  CachedEmbeddingProvider,
  type CachedEmbeddingProviderOptions,
} from './embedding/cached-embedding-provider.ts'
export type { EmbeddingCache } from './embedding/embedding-cache.ts'
export {
  FeatureHashingProvider,
  type FeatureHashingProviderOptions,
} from './embedding/feature-hashing-provider.ts'
export {
  HttpEmbeddingProvider,
  type HttpEmbeddingProviderOptions,
} from './embedding/http-embedding-provider.ts'
export { MemoryEmbeddingCache, type MemoryEmbeddingCacheOptions } from './embedding/memory-embedding-cache.ts'
export {
  PostgresEmbeddingCache,
  type PostgresEmbeddingCacheOptions,
} from './embedding/postgres-embedding-cache.ts'
export {
  ReliableEmbeddingProvider,
  type ReliableEmbeddingProviderOptions,
} from './embedding/reliable-embedding-provider.ts'
export { FullTextSearch, type FullTextSearchOptions } from './full-text/full-text-search.ts'
export type { TextCandidateQuery } from './full-text/text-candidates.ts'
export {
  SqlGraphTarget,
  type ApplyChangesOptions,
  type GraphTarget,
  type SqlGraphTargetOptions,
} from './graph/change/sql-graph-target.ts'
export type { EdgeEnds, GraphChange } from './graph/change/graph-change.ts'
export type { PatternRequest, TypedPatternRequest } from './graph/ask/fit-matches.ts'
export type { GraphConnection, GraphPool } from './graph/ask/graph-pool.ts'
export type { GraphQueryConfiguration } from './graph/ask/graph-query-configuration.ts'
export type { GraphQueryMetrics } from './graph/ask/graph-query-metrics.ts'
export type { GraphRunOptions } from './graph/ask/graph-statements.ts'
export {
  AGEGraphService,
  type AGEGraphServiceOptions,
  type CypherAnswer,
  type CypherQuery,
} from './graph/age/age-graph-service.ts'
export { AGEGraphTarget, type AGEGraphTargetOptions } from './graph/age/age-graph-target.ts'
export type { CypherParameters, CypherValue } from './graph/age/agtype-text.ts'
export type { CypherStatement } from './graph/age/cypher-statement.ts'
export type { AgeEdge, AgePath, AgeValue, AgeVertex } from './graph/age/read-agtype.ts'
export {
  GraphCandidates,
  type GraphCandidateRequest,
  type GraphCandidatesOptions,
} from './graph/candidate/graph-candidates.ts'
export {
  ReadModelGraphAdapter,
  type ReadModelGraphAdapterOptions,
} from './graph/adapter/read-model-graph-adapter.ts'
export { defineGraph } from './graph/define/define-graph.ts'
export type {
  EdgeDefinition,
  EdgeLabelOf,
  GraphDefinition,
  NodeDefinition,
  NodeLabelOf,
  SharedEdgeDefinition,
} from './graph/define/graph-definition.ts'
export { SqlGraphService, type SqlGraphServiceOptions } from './graph/sql-graph-service.ts'
export {
  AggregateQueryHandler,
  type AggregateQueryHandlerOptions,
} from './handlers/aggregate-query-handler.ts'
export type { Fallback } from './handlers/answer-with.ts'
export type { Answer } from './handlers/answer.ts'
export { FindQueryHandler, type FindQueryHandlerOptions } from './handlers/find-query-handler.ts'
export { GetByIdQueryHandler, type GetByIdQueryHandlerOptions } from './handlers/get-by-id-query-handler.ts'
export { GraphQueryHandler, type GraphQueryHandlerOptions } from './handlers/graph-query-handler.ts'
export { HybridQueryHandler, type HybridQueryHandlerOptions } from './handlers/hybrid-query-handler.ts'
export {
  createQueryHandler,
  ReadModelQueryHandler,
  type Conversion,
  type QueryAnswering,
  type ReadModelQueryHandlerOptions,
} from './handlers/read-model-query-handler.ts'
export { SearchQueryHandler, type SearchQueryHandlerOptions } from './handlers/search-query-handler.ts'
export {
  SqlPageQueryHandler,
  type SqlPageQueryHandlerOptions,
  type SqlPageRequest,
} from './handlers/sql-page-query-handler.ts'
export { SqlQueryHandler, type SqlQueryHandlerOptions } from './handlers/sql-query-handler.ts'
export type { Candidate, CandidateScope, CandidateSource } from './hybrid/candidate-source.ts'
export { HybridSearch, type HybridSearchOptions } from './hybrid/hybrid-search.ts'
export { highlightHtml } from './highlight/highlight-html.ts'
export { LiveQueries, type LiveQueriesOptions, type LiveStatus } from './live/live-queries.ts'
export type { LiveDependency, LiveQueryDefinition } from './live/live-query-definition.ts'
export { livePage, type PageService } from './live/live-page.ts'
export { liveRow, type LiveModel } from './live/live-row.ts'
export { liveSearch } from './live/live-search.ts'
export { liveStatement, type LiveStatementOptions } from './live/live-statement.ts'
export {
  PostgresSnapshotReader,
  type PostgresSnapshotReaderOptions,
} from './live/postgres-snapshot-reader.ts'
export type { SnapshotReader, SnapshotScope } from './live/snapshot-reader.ts'
export { QueryMetrics, type QueryEnd, type QueryMetricsStart } from './metrics/query-metrics.ts'
export {
  QueryMetricsRecorder,
  type QueryFacts,
  type QueryMetricsRecorderOptions,
} from './metrics/query-metrics-recorder.ts'
export type { AnswerCacheOptions } from './service/answer-cache.ts'
export type { AskingOptions } from './service/asking.ts'
export { EnhancedQueryService, type EnhancedQueryServiceOptions } from './service/enhanced-query-service.ts'
export {
  ReadModelQueryService,
  type FindRequest,
  type ReadModelQueryServiceOptions,
  type RowPageRequest,
  type RowQuery,
} from './service/read-model-query-service.ts'
export type { AnyGraph } from './service/any-graph.ts'
export type { Explaining } from './service/explaining.ts'
export type { AnyKysely } from './statement/any-kysely.ts'
export type { PreparingPool } from './statement/statement-runner.ts'
export { telemetry } from './telemetry.ts'
export type { NearestIndex } from './vector/nearest-index.ts'
export type { VectorRefresh } from './vector/refresh-vectors.ts'
export type { NearestRow } from './vector/select-nearest.ts'
export type { VectorIndexOptions } from './vector/vector-index-options.ts'
export { VectorIndex, type VectorRefreshOptions } from './vector/vector-index.ts'
