/**
 * What this package tells OpenTelemetry: scope, spans, attributes, instruments and their units, by the semantic
 * conventions of HTTP servers. These names are API.
 *
 * An exporter for Prometheus writes `_` for `.`: `http_server_request_duration`.
 *
 * @example
 * ```ts
 * import { httpTelemetry } from '@uno-ts/fastify-adapter'
 *
 * // A view that keeps other buckets of the duration of requests:
 * export const view = { instrumentName: httpTelemetry.instruments.duration, boundaries: [0.01, 0.1, 1] }
 * ```
 */
export const httpTelemetry = {
  /** The instrumentation scope of tracer and meter. */
  scope: '@uno-ts/fastify-adapter',
  /** Span names. */
  spans: {
    /** SERVER, from the request's headers to the end of its answer: `POST /orders/:orderId/cancellation`. */
    request: (method: string, route: string | undefined): string =>
      route === undefined ? method : `${method} ${route}`,
  },
  /** Attributes of spans and labels of instruments. */
  attributes: {
    method: 'http.request.method',
    /** The pattern of the route; absent where there is none, so that unknown addresses are one. */
    route: 'http.route',
    status: 'http.response.status_code',
    /** `http` or `https`. */
    scheme: 'url.scheme',
    /** On spans only; without the query string. */
    path: 'url.path',
    requestId: 'http.request.id',
    /** The status as text, of answers from 500 on; `aborted` when the caller left before the answer. */
    errorType: 'error.type',
  },
  /** Instruments by name. */
  instruments: {
    /** Histogram, seconds; method, route, status, scheme and error type. Streams and WebSockets are not in it. */
    duration: 'http.server.request.duration',
    /** Up-down counter: requests and streams under way; method and scheme. */
    active: 'http.server.active_requests',
  },
  /** Bounds of the duration histogram, in seconds: those of the semantic conventions. */
  durationBounds: [
    0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
  ] as readonly number[],
} as const
