import type { Middleware } from '@uno-ts/types'
import { messageSpans, type TraceOptions } from '../telemetry/message-spans.ts'

/**
 * Puts a span around every message, `command PlaceOrder` or `query GetOrder`. Its parent is the span that is active, else
 * the one named by `metadata.traceparent`; the trace context then travels in the metadata into nested messages and into
 * the events the message causes. A refusal is an attribute (`cqrs.outcome`), a fault sets the span's status.
 */
export function trace(options: TraceOptions = {}): Middleware {
  const inSpan = messageSpans(options)
  return (context, next) => {
    const { message, metadata } = context
    return inSpan(message.definition, metadata, (traced) =>
      traced === undefined ? next() : next({ ...context, metadata: { ...metadata, ...traced } }),
    )
  }
}
