import type { FastifyRequest } from 'fastify'
import type { TraceHeaders } from '../telemetry/trace-headers.ts'

/** Trace contexts of requests that have a span of ours. */
const ours = new WeakMap<FastifyRequest, TraceHeaders>()

/** From now on messages of this request belong to this span. */
export function continueTrace(request: FastifyRequest, headers: TraceHeaders): void {
  ours.set(request, headers)
}

/** The trace context messages of a request belong to: that of our own span, else the caller's. */
export function requestTraceHeaders(request: FastifyRequest): TraceHeaders | undefined {
  const known = ours.get(request)
  if (known !== undefined) return known
  const { traceparent, tracestate } = request.headers
  if (typeof traceparent !== 'string' || !traceContext.test(traceparent)) return undefined
  const state = typeof tracestate === 'string' && anyText.test(tracestate) ? tracestate : undefined
  return { traceparent, tracestate: state }
}

const anyText = /^[\x20-\x7e]{1,512}$/
/** Version, trace id, parent id and flags; ids of zeros mean none. */
const traceContext = /^(?!ff)[\da-f]{2}-(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}-[\da-f]{2}$/
