/**
 * What this package tells OpenTelemetry: scope, instruments, labels and their units. These names are API.
 *
 * An exporter for Prometheus adds `_total` to counters.
 */
export const telemetry = {
  /** The instrumentation scope of the meter. */
  scope: '@uno-ts/query-search',
  /** Instruments by name, each with its labels. */
  instruments: {
    /** Counter: questions to read models; `query_type`, `success`. */
    queries: 'read_model_queries',
    /** Histogram, seconds; `query_type`, `cache_hit`. */
    queryDuration: 'read_model_query_duration_seconds',
    /** Histogram: how many rows or groups an answer has; `query_type`. */
    queryResultSize: 'read_model_query_result_size',
    /** Counter: questions that took longer than was allowed; `query_type`. */
    slowQueries: 'read_model_slow_queries',
  },
  /** Bounds of the durations, in seconds. */
  durationBounds: [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5,
  ] as readonly number[],
  /** Bounds of the result size. */
  sizeBounds: [0, 1, 10, 20, 50, 100, 500, 1_000, 10_000] as readonly number[],
} as const
