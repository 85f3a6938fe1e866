/**
 * What this package tells OpenTelemetry: scope, spans, attributes, instruments and their units. These names are API.
 *
 * An exporter for Prometheus adds `_total` to counters, so `cqrs_commands` reads `cqrs_commands_total` there.
 */
export const telemetry = {
  /** The instrumentation scope of tracer and meter. */
  scope: '@uno-ts/cqrs-core',
  /** Span names: one span around every message, such as `command PlaceOrder`. */
  spans: {
    command: (type: string): string => `command ${type}`,
    query: (type: string): string => `query ${type}`,
  },
  /** Span attributes. */
  attributes: {
    /** `command` or `query`. */
    kind: 'cqrs.message.kind',
    type: 'cqrs.message.type',
    messageId: 'cqrs.message.id',
    correlationId: 'cqrs.correlation_id',
    tenant: 'cqrs.tenant',
    /** `success`, `refused` (a considered "no") or `failed`. */
    outcome: 'cqrs.outcome',
    /** The error's `code`, or its class where it is not of our family. */
    errorType: 'error.type',
    /** The rule of a refusal. */
    rule: 'cqrs.rule',
  },
  /** Instruments by name, each with its labels. */
  instruments: {
    /** Counter; `command_type`, `success`. */
    commands: 'cqrs_commands',
    /** Histogram, seconds; `command_type`. */
    commandDuration: 'cqrs_command_duration_seconds',
    /** Up-down counter: under way now; `command_type`. */
    commandsActive: 'cqrs_commands_active',
    /** Gauge: messages that wait in a throttle or a prioritised bus; `queue`. */
    commandQueueSize: 'cqrs_command_queue_size',
    /** Counter; `query_type`, `success`. */
    queries: 'cqrs_queries',
    /** Histogram, seconds; `query_type`. */
    queryDuration: 'cqrs_query_duration_seconds',
    /** Up-down counter: under way now; `query_type`. */
    queriesActive: 'cqrs_queries_active',
    /** Histogram: the number of rows of an answer that is a list or a page; `query_type`. */
    queryResultSize: 'cqrs_query_result_size',
    /** Counter: answers of cached queries; `query_type`, `result` (`hit`, `stale`, `miss`, `joined`). */
    queryCache: 'cqrs_query_cache',
    /** Counter: handler calls of the event bus; `event_type`, `success`. */
    events: 'cqrs_events',
    /** Histogram, seconds: one handler call of the event bus; `event_type`. */
    eventProcessing: 'cqrs_event_processing_seconds',
    /** Up-down counter: events that were published and have not been handed to all their handlers. */
    eventQueueSize: 'cqrs_event_queue_size',
  },
  /** Bounds of the duration histograms, in seconds. */
  durationBounds: [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5,
  ] as readonly number[],
  /** Bounds of the result size, in rows. */
  sizeBounds: [0, 1, 10, 20, 50, 100, 500, 1_000, 10_000] as readonly number[],
} as const
