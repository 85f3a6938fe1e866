import {
  context as active,
  INVALID_TRACEID,
  SpanKind,
  SpanStatusCode,
  trace as api,
  type Context,
  type Span,
  type Tracer,
} from '@opentelemetry/api'
import type { FastifyRequest } from 'fastify'
import { requestTraceHeaders } from '../context/request-trace.ts'
import { httpTelemetry } from '../telemetry.ts'
import type { RequestEnd, RequestLabels } from './request-metrics.ts'
import { spanContextOf } from './trace-headers.ts'

const { attributes: names, scope, spans } = httpTelemetry

/** A span around a request, and the context in which its handler runs. */
export interface RequestSpan {
  readonly span: Span
  readonly context: Context
}

/** Whether spans go anywhere: the tracer makes one with an id. */
export function isTracing(tracer: Tracer = api.getTracer(scope)): boolean {
  return tracer.startSpan(scope).spanContext().traceId !== INVALID_TRACEID
}

/**
 * Begins the span of a request, below that of its caller. `undefined` where another instrumentation has begun one
 * already, or the tracer makes none.
 */
export function beginRequestSpan(
  tracer: Tracer,
  request: FastifyRequest,
  { method, scheme }: RequestLabels,
): RequestSpan | undefined {
  const current = active.active()
  if (api.getSpan(current) !== undefined) return undefined
  const caller = requestTraceHeaders(request)
  const parent = caller === undefined ? current : api.setSpanContext(current, spanContextOf(caller))
  const route = request.routeOptions.url
  const span = tracer.startSpan(
    spans.request(method, route),
    {
      kind: SpanKind.SERVER,
      attributes: {
        [names.method]: method,
        [names.scheme]: scheme,
        [names.path]: request.url.split('?', 1)[0],
        [names.route]: route,
        [names.requestId]: request.id,
      },
    },
    parent,
  )
  if (span.spanContext().traceId === INVALID_TRACEID) return undefined
  return { span, context: api.setSpan(parent, span) }
}

/** Ends the span of a request as its answer did. A refusal is the caller's matter, and no error of ours. */
export function endRequestSpan({ span }: RequestSpan, { status, errorType }: RequestEnd): void {
  span.setAttribute(names.status, status)
  if (errorType !== undefined) {
    span.setAttribute(names.errorType, errorType)
    span.setStatus({ code: SpanStatusCode.ERROR })
  }
  span.end()
}
