import {
  context as active,
  isSpanContextValid,
  SpanStatusCode,
  trace as api,
  type Attributes,
  type Context,
  type Span,
  type Tracer,
} from '@opentelemetry/api'
import {
  isUnoError,
  type AnyDefinition,
  type MessageContext,
  type MessageMetadata,
  type Middleware,
} from '@uno-ts/types'
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
  const spanOf = memoised(newSpan)
  return (context, next) => {
    const { message, metadata } = context
    const parent = parentOf(metadata)
    const { name, attributes } = spanOf(message.definition)
    const span = tracer.startSpan(name, { attributes }, parent)
    if (!isSpanContextValid(span.spanContext())) return next() // nobody listens
    return traced({ span, parent }, context, next)
  }
}

/** Runs the rest of the chain in a span. */
async function traced(
  { span, parent }: { readonly span: Span; readonly parent: Context },
  context: MessageContext,
  next: Parameters<Middleware>[1],
): Promise<unknown> {
  describe(span, context)
  try {
    const metadata = { ...context.metadata, ...traceMetadataOf(span.spanContext()) }
    const result = await active.with(api.setSpan(parent, span), () => next({ ...context, metadata }))
    span.setAttribute(names.outcome, 'success')
    return result
  } catch (error) {
    recordFailure(span, error)
    throw error
  } finally {
    span.end()
  }
}

/** What a span of a message is begun with. */
function newSpan({ kind, type }: AnyDefinition): { readonly name: string; readonly attributes: Attributes } {
  return { name: spans[kind](type), attributes: { [names.kind]: kind, [names.type]: type } }
}

/** Makes a value once for each definition. */
function memoised<Value>(make: (definition: AnyDefinition) => Value): (definition: AnyDefinition) => Value {
  const made = new WeakMap<AnyDefinition, Value>()
  return (definition) => {
    const known = made.get(definition)
    if (known !== undefined) return known
    const value = make(definition)
    made.set(definition, value)
    return value
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
