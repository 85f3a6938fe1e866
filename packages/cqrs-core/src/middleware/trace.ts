import {
  context as active,
  isSpanContextValid,
  SpanStatusCode,
  trace as api,
  type Context,
  type Span,
  type Tracer,
} from '@opentelemetry/api'
import { isUnoError, type MessageContext, type MessageMetadata, type Middleware } from '@uno-ts/types'
import { isRefusal } from '../outcome/is-refusal.ts'
import { telemetry } from '../telemetry.ts'
import { spanContextOf, traceMetadataOf } from '../telemetry/trace-context.ts'

/** Where spans go. */
export interface TraceOptions {
  /** Default: the tracer of the SDK the application has registered; until there is one, nothing is recorded. */
  readonly tracer?: Tracer | undefined
}

const { attributes: names, spans } = telemetry

/**
 * Puts a span around every message, `command PlaceOrder` or `query GetOrder`. Its parent is the span that is active, else
 * the one named by `metadata.traceparent`; the trace context then travels in the metadata into nested messages and into
 * the events the message causes. A refusal is an attribute (`cqrs.outcome`), a fault sets the span's status.
 */
export function trace(options: TraceOptions = {}): Middleware {
  const { tracer = api.getTracer(telemetry.scope) } = options
  return async (context, next) => {
    const { message, metadata } = context
    const { kind, type } = message.definition
    const parent = parentOf(metadata)
    const attributes = { [names.kind]: kind, [names.type]: type }
    const span = tracer.startSpan(spans[kind](type), { attributes }, parent)
    if (!isSpanContextValid(span.spanContext())) return next() // nobody listens
    describe(span, context)
    try {
      const traced = { ...context, metadata: { ...metadata, ...traceMetadataOf(span.spanContext()) } }
      const result = await active.with(api.setSpan(parent, span), () => next(traced))
      span.setAttribute(names.outcome, 'success')
      return result
    } catch (error) {
      recordFailure(span, error)
      throw error
    } finally {
      span.end()
    }
  }
}

function parentOf(metadata: MessageMetadata): Context {
  const current = active.active()
  if (metadata.traceparent === undefined || api.getSpan(current) !== undefined) return current
  const sender = spanContextOf(metadata)
  return sender === undefined ? current : api.setSpanContext(current, sender)
}

function describe(span: Span, { metadata }: MessageContext): void {
  if (!span.isRecording()) return
  span.setAttribute(names.messageId, metadata.messageId)
  span.setAttribute(names.correlationId, metadata.correlationId)
  if (metadata.tenant !== undefined) span.setAttribute(names.tenant, metadata.tenant)
}

function recordFailure(span: Span, error: unknown): void {
  const refused = isRefusal(error)
  span.setAttribute(names.outcome, refused ? 'refused' : 'failed')
  span.setAttribute(names.errorType, errorTypeOf(error))
  if (isUnoError(error, 'ERR_RULE_VIOLATION') && 'rule' in error)
    span.setAttribute(names.rule, String(error.rule))
  if (refused) return
  if (error instanceof Error) span.recordException(error)
  span.setStatus({ code: SpanStatusCode.ERROR })
}

function errorTypeOf(error: unknown): string {
  if (isUnoError(error)) return error.code
  return error instanceof Error ? error.name : 'unknown'
}
