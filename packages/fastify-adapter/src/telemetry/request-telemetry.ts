import { context as active, trace as api, type Tracer } from '@opentelemetry/api'
import type { FastifyInstance, FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { continueTrace } from '../context/request-trace.ts'
import { httpTelemetry } from '../telemetry.ts'
import { RequestMetrics, type RequestEnd } from './request-metrics.ts'
import { beginRequestSpan, endRequestSpan, isTracing, type RequestSpan } from './request-spans.ts'
import { traceHeadersOf } from './trace-headers.ts'

/** What {@link requestTelemetry} is given. */
export interface RequestTelemetryOptions {
  /** Counts and times requests. Default: instruments on the SDK the application has registered. */
  readonly metrics?: RequestMetrics | undefined
  /** Makes the spans. Default: that of the SDK the application has registered. */
  readonly tracer?: Tracer | undefined
  /** Requests of no interest, such as those of a health check. Default: none. */
  readonly ignore?: ((request: FastifyRequest) => boolean) | undefined
}

/**
 * Tells OpenTelemetry of the requests to the routes that are registered after it: a SERVER span each, how many are under
 * way, how long they took by route and status. The span continues the caller's `traceparent`, messages of the request
 * belong to it, and the answer names it in `traceresponse`. Where another instrumentation has a span around the request
 * already, none is made.
 *
 * Register the SDK first: where nobody listens when the plugin is registered, it adds nothing to any request.
 *
 * @example
 * ```ts
 * import { requestTelemetry } from '@uno-ts/fastify-adapter'
 * import type { FastifyInstance } from 'fastify'
 *
 * export async function observe(app: FastifyInstance): Promise<void> {
 *   await app.register(requestTelemetry, { ignore: ({ url }) => url.startsWith('/health') })
 * }
 * ```
 */
export const requestTelemetry: FastifyPluginCallback<RequestTelemetryOptions> = fp(
  (app: FastifyInstance, options: RequestTelemetryOptions, done: () => void) => {
    const { metrics = new RequestMetrics(), tracer = api.getTracer(httpTelemetry.scope) } = options
    const { ignore = () => false } = options
    const tracing = isTracing(tracer)
    const spans = new WeakMap<FastifyRequest, RequestSpan>()

    const begin = (request: FastifyRequest, reply: FastifyReply): void => {
      const labels = { method: request.method, scheme: request.protocol }
      const traced = tracing ? beginRequestSpan(tracer, request, labels) : undefined
      if (traced !== undefined) {
        const headers = traceHeadersOf(traced.span.spanContext())
        continueTrace(request, headers)
        reply.header('traceresponse', headers.traceparent)
        spans.set(request, traced)
      }
      metrics.requestStarted(labels)
      // Fastify's `onResponse` does not hear of callers that left before the answer.
      reply.raw.once('close', () => {
        const end = endOf(request, reply)
        metrics.requestEnded(end)
        if (traced !== undefined) endRequestSpan(traced, end)
      })
    }
    if (metrics.isListenedTo || tracing) {
      app.addHook('onRequest', (request, reply, next) => {
        if (!isUpgrade(request) && !ignore(request)) begin(request, reply)
        next()
      })
    }
    if (tracing) {
      // Here, because reading the body has ended the asynchronous context of `onRequest`.
      app.addHook('preHandler', (request, _reply, next) => {
        const traced = spans.get(request)
        if (traced === undefined) next()
        else active.with(traced.context, next)
      })
    }
    done()
  },
  { name: '@uno-ts/fastify-adapter/telemetry', fastify: '5.x' },
)

/** A WebSocket is no request with an answer. */
function isUpgrade({ headers }: FastifyRequest): boolean {
  return headers.upgrade !== undefined
}

function endOf(request: FastifyRequest, { raw, elapsedTime }: FastifyReply): RequestEnd {
  const { statusCode } = raw
  const { url: route, config } = request.routeOptions
  const aborted = !raw.writableEnded
  const stream = config.cqrsRoute?.kind === 'stream' && statusCode === 200
  return {
    method: request.method,
    scheme: request.protocol,
    route,
    status: statusCode,
    errorType: aborted && !stream ? 'aborted' : statusCode >= 500 ? String(statusCode) : undefined,
    durationMs: stream ? undefined : elapsedTime,
  }
}
