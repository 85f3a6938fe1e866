import { createTraceState, TraceFlags, type SpanContext } from '@opentelemetry/api'

/** A W3C trace context as headers carry it. */
export interface TraceHeaders {
  readonly traceparent: string
  readonly tracestate: string | undefined
}

/** The caller's span, by the trace context of its request. */
export function spanContextOf({ traceparent, tracestate }: TraceHeaders): SpanContext {
  const [, traceId = '', spanId = '', flags = ''] = traceparent.split('-')
  return {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED,
    isRemote: true,
    ...(tracestate === undefined ? undefined : { traceState: createTraceState(tracestate) }),
  }
}

/** A span's trace context, for those whom it calls, and for the `traceresponse` of an answer. */
export function traceHeadersOf({ traceId, spanId, traceFlags, traceState }: SpanContext): TraceHeaders {
  const flags = (traceFlags & TraceFlags.SAMPLED) === 0 ? '00' : '01'
  return { traceparent: `00-${traceId}-${spanId}-${flags}`, tracestate: traceState?.serialize() || undefined }
}
