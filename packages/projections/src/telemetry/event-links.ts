import { createTraceState, TraceFlags, type Link, type SpanContext } from '@opentelemetry/api'
import type { MessageMetadata, RecordedEvent } from '@uno-ts/types'

const w3c = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/

/** As many links as an SDK keeps by default. */
const mostLinks = 128

/** A link to each span that sent some of the events, by the trace contexts in their metadata. */
export function eventLinks(events: readonly RecordedEvent[]): Link[] {
  const links = new Map<string, Link>()
  for (const { metadata } of events) {
    const { traceparent } = metadata
    if (traceparent === undefined || links.has(traceparent)) continue
    const context = spanContextOf(metadata)
    if (context !== undefined) links.set(traceparent, { context })
    if (links.size === mostLinks) break
  }
  return [...links.values()]
}

function spanContextOf({ traceparent = '', tracestate }: MessageMetadata): SpanContext | undefined {
  const [, traceId, spanId, flags] = w3c.exec(traceparent) ?? []
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined
  const traceFlags = Number.parseInt(flags, 16) & TraceFlags.SAMPLED
  const context: SpanContext = { traceId, spanId, traceFlags, isRemote: true }
  return tracestate === undefined ? context : { ...context, traceState: createTraceState(tracestate) }
}
