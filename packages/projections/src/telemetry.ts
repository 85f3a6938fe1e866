/**
 * What this package tells OpenTelemetry: scope, spans, attributes, instruments and their units. These names are API.
 *
 * An exporter for Prometheus adds `_total` to counters, so `projection_events` reads `projection_events_total` there.
 *
 * @example
 * ```ts
 * import { projectionTelemetry } from '@uno-ts/projections'
 *
 * // An alert on rows that are old:
 * export const alert = `${projectionTelemetry.instruments.lagSeconds} > 30`
 * ```
 */
export const projectionTelemetry = {
  /** The instrumentation scope of tracer and meter. */
  scope: '@uno-ts/projections',
  /** Span names. */
  spans: {
    /** CONSUMER, around a batch and its commit: `project order-summary`. It is linked to the events' trace contexts. */
    project: (projectionId: string): string => `project ${projectionId}`,
  },
  /** Span attributes. */
  attributes: {
    /** Always `uno`. */
    messagingSystem: 'messaging.system',
    /** Always `project`. */
    operationName: 'messaging.operation.name',
    /** Always `process`. */
    operationType: 'messaging.operation.type',
    /** How many events the batch holds. */
    messageCount: 'messaging.batch.message_count',
    projection: 'uno.projection',
    version: 'uno.projection.version',
    tenant: 'uno.tenant',
    /** Where the projection stands behind the batch; decimal. */
    globalPosition: 'uno.global_position',
    /** The error's `code`, or its class where it is not of our family. */
    errorType: 'error.type',
  },
  /** Instruments by name. All have the labels `projection` and `tenant`. */
  instruments: {
    /** Counter: events handled, those that were refused included. */
    events: 'projection_events',
    /** Histogram, seconds: from the first handler to the commit of a batch; `outcome`: `committed` or `failed`. */
    batchDuration: 'projection_batch_duration_seconds',
    /** Counter of refused events; `outcome`: `retried`, `skipped`, `parked`. */
    refusals: 'projection_refusals',
    /** Gauge: keys that have parked events, as the database says; of projections that park. */
    parkedKeys: 'projection_parked_keys',
    /** Gauge: positions between the projection and the end of the log, at least as many as events. */
    lag: 'projection_lag',
    /** Gauge, seconds: how old the last event that was handled here is; 0 at the end of the log. */
    lagSeconds: 'projection_lag_seconds',
    /** Gauge: events a second, over the last ten seconds. */
    rate: 'projection_rate',
    /** Gauge: 1 for the state the projection is in, 0 for the others; `state`. */
    state: 'projection_state',
  },
  /** Bounds of the duration histogram, in seconds. */
  durationBounds: [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
  ] as readonly number[],
} as const
