/**
 * What this package tells OpenTelemetry: scope, spans, attributes, instruments and their units. These names are API.
 *
 * Attributes follow the semantic conventions for messaging and databases where those have a name. An exporter for
 * Prometheus adds `_total` to counters, so `event_store_appends` reads `event_store_appends_total` there.
 *
 * @example
 * ```ts
 * import { telemetry } from '@uno-ts/event-store-pg'
 *
 * // An alert on readers that are held back:
 * export const alert = `${telemetry.instruments.horizonLag} > 1000`
 * ```
 */
export const telemetry = {
  /** The instrumentation scope of tracer and meter. */
  scope: '@uno-ts/event-store-pg',
  /** Span names. A category is named where all of a call is of one. */
  spans: {
    /** PRODUCER, around every append and commit, its wait for a shared transaction included: `append order`. */
    append: (category?: string): string => named('append', category),
    /** CLIENT: `load order`. */
    load: (category?: string): string => named('load', category),
    /** CLIENT: `read_by_query`. */
    readByQuery: 'read_by_query',
    /**
     * CONSUMER, from the moment a subscription hands over a page that holds events until its consumer asks for the next:
     * `process order`. It is linked to the trace contexts in the events' metadata.
     */
    process: (category?: string): string => named('process', category),
  },
  /** Span attributes. */
  attributes: {
    /** Always `uno`. */
    messagingSystem: 'messaging.system',
    /** `append` or `process`. */
    operationName: 'messaging.operation.name',
    /** `send` or `process`. */
    operationType: 'messaging.operation.type',
    /** The stream, where there is one. */
    destination: 'messaging.destination.name',
    /** The same for all streams of a category: `order-{id}`. */
    destinationTemplate: 'messaging.destination.template',
    /** How many events were given, or found. */
    messageCount: 'messaging.batch.message_count',
    /** Always `postgresql`. */
    dbSystem: 'db.system.name',
    /** The schema, quoted. */
    dbNamespace: 'db.namespace',
    /** `load` or `read_by_query`. */
    dbOperation: 'db.operation.name',
    /** How many events came back. */
    dbRows: 'db.response.returned_rows',
    /** The items of a query. */
    queryItems: 'uno.query.items',
    /** The streams of a plan that has several. */
    streams: 'uno.append.streams',
    /** The conditions of a plan. */
    conditions: 'uno.append.conditions',
    /** `written`, `repeated`, `checked`, `conflict` or `failed`. */
    outcome: 'uno.append.outcome',
    /** The highest position written, or the checkpoint behind a page; decimal. */
    globalPosition: 'uno.global_position',
    /** The version of the stream that was loaded. */
    streamVersion: 'uno.stream_version',
    tenant: 'uno.tenant',
    /** The error's `code`, or its class where it is not of our family. */
    errorType: 'error.type',
  },
  /** Instruments by name, each with its labels. */
  instruments: {
    /**
     * Counter of appends and commits; `outcome`: `written`, `repeated` (known ids, nothing written again), `checked` (a
     * plan without events), `conflict`, `failed`.
     */
    appends: 'event_store_appends',
    /** Histogram, seconds: from the call to its answer. */
    appendDuration: 'event_store_append_duration_seconds',
    /** Counter: events written. */
    eventsAppended: 'event_store_events_appended',
    /** Histogram: appends that went in one transaction. A lone one counts as 1; several streams at once do not count. */
    groupSize: 'event_store_group_size',
    /** Gauge: positions drawn that are not safe to read yet, at the last look; `schema`. */
    horizonLag: 'event_store_horizon_lag',
    /** Counter: events handed to subscriptions. */
    eventsDelivered: 'event_store_events_delivered',
    /** Gauge: positions between the horizon at the last look and the subscription that is furthest behind; `schema`. */
    subscriptionLag: 'event_store_subscription_lag',
  },
  /** Bounds of the duration histogram, in seconds. */
  durationBounds: [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5,
  ] as readonly number[],
  /** Bounds of the group size. */
  sizeBounds: [1, 2, 5, 10, 20, 50, 100, 200, 500] as readonly number[],
} as const

function named(operation: string, category: string | undefined): string {
  return category === undefined ? operation : `${operation} ${category}`
}
