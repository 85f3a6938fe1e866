/**
 * What this package tells OpenTelemetry: scope, instruments, labels. These names are API.
 *
 * An exporter for Prometheus adds `_total` to counters.
 */
export const telemetry = {
  /** The instrumentation scope of the meter. */
  scope: '@uno-ts/read-model',
  /** Instruments by name, each with its labels. */
  instruments: {
    /** Counter; `level` (`memory`, `redis`), `result` (`hit`, `miss`). */
    cacheLookups: 'read_model_cache_lookups',
    /** Counter: values offered to a cache by readers; `level`, `result` (`kept`, `refused`). */
    cacheFills: 'read_model_cache_fills',
    /** Counter: values that went because there was no more room; `level`. */
    cacheEvictions: 'read_model_cache_evictions',
    /** Counter: calls a cache did not answer in time, or not at all; `level`. */
    cacheFailures: 'read_model_cache_failures',
    /** Histogram, seconds: one refresh of a materialized view; `view`, `success`. */
    viewRefresh: 'read_model_view_refresh_seconds',
  },
} as const
