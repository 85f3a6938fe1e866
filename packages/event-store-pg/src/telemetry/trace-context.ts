import { createTraceState, TraceFlags, type SpanContext } from '@opentelemetry/api'
import type { CommitPlan, Event, MessageMetadata } from '@uno-ts/types'

const w3c = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/

/** The span that metadata names by its W3C trace context; `undefined` when there is none that can be read. */
export function spanContextOf({ traceparent, tracestate }: MessageMetadata): SpanContext | undefined {
  const [, traceId, spanId, flags] = w3c.exec(traceparent ?? '') ?? []
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined
  const traceFlags = Number.parseInt(flags, 16) & TraceFlags.SAMPLED
  const context: SpanContext = { traceId, spanId, traceFlags, isRemote: true }
  return tracestate === undefined ? context : { ...context, traceState: createTraceState(tracestate) }
}

/** Puts a span's trace context into the metadata of every event that brings none of its own. */
export function withTraceContext(plan: CommitPlan, span: SpanContext): CommitPlan {
  if (plan.metadata?.traceparent !== undefined) return plan
  const context = traceMetadata(span)
  if (!plan.appends.some(({ events }) => events.some(isTraced))) {
    return { ...plan, metadata: { ...plan.metadata, ...context } }
  }
  // An event's own context stays whole: our state must not be merged under its parent.
  const described = (event: Event): Event =>
    isTraced(event) ? event : { ...event, metadata: { ...event.metadata, ...context } }
  return { ...plan, appends: plan.appends.map((one) => ({ ...one, events: one.events.map(described) })) }
}

function isTraced(event: Event): boolean {
  return event.metadata?.traceparent !== undefined
}

function traceMetadata({ traceId, spanId, traceFlags, traceState }: SpanContext): MessageMetadata {
  const flags = (traceFlags & TraceFlags.SAMPLED) === 0 ? '00' : '01'
  return { traceparent: `00-${traceId}-${spanId}-${flags}`, tracestate: traceState?.serialize() || undefined }
}
