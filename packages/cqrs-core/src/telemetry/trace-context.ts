import { TraceFlags, createTraceState, type SpanContext } from '@opentelemetry/api'
import type { MessageMetadata } from '@uno-ts/types'

const w3c = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/

/** The span that sent a message, by its W3C trace context; `undefined` when there is none that can be read. */
export function spanContextOf({ traceparent, tracestate }: MessageMetadata): SpanContext | undefined {
  const [, traceId, spanId, flags] = w3c.exec(traceparent ?? '') ?? []
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined
  return {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED,
    isRemote: true,
    ...(tracestate === undefined ? {} : { traceState: createTraceState(tracestate) }),
  }
}

/** A W3C trace context in a message's metadata. */
export interface TraceMetadata {
  readonly traceparent: string
  readonly tracestate: string | undefined
}

/** A span's W3C trace context, as it travels with messages and events. */
export function traceMetadataOf({ traceId, spanId, traceFlags, traceState }: SpanContext): TraceMetadata {
  const flags = (traceFlags & TraceFlags.SAMPLED) === 0 ? '00' : '01'
  return { traceparent: `00-${traceId}-${spanId}-${flags}`, tracestate: traceState?.serialize() || undefined }
}
