import {
  context as active,
  INVALID_TRACEID,
  SpanStatusCode,
  trace as api,
  type Attributes,
  type Context,
  type Span,
  type Tracer,
} from '@opentelemetry/api'
import { isUnoError, type AnyDefinition, type MessageMetadata } from '@uno-ts/types'
import { isRefusal } from '../outcome/is-refusal.ts'
import { telemetry } from '../telemetry.ts'
import { spanContextOf, traceMetadataOf, type TraceMetadata } from './trace-context.ts'

/** Where spans go. */
export interface TraceOptions {
  /** Default: the tracer of the SDK the application has registered; until there is one, nothing is recorded. */
  readonly tracer?: Tracer | undefined
}

/** Runs a message in a span; what it is given is the trace context of that span, or nothing when nobody listens. */
export type InSpan = <Result>(
  definition: AnyDefinition,
  metadata: MessageMetadata,
  run: (traceMetadata: TraceMetadata | undefined) => Promise<Result>,
) => Promise<Result>

const { attributes: names, spans } = telemetry

/** Makes the function that puts spans around messages. Without a listener it costs one span that is none, and no promise. */
export function messageSpans({ tracer = api.getTracer(telemetry.scope) }: TraceOptions): InSpan {
  const spanOf = memoised(newSpan)
  return (definition, metadata, run) => {
    const parent = parentOf(metadata)
    const { name, attributes } = spanOf(definition)
    const span = tracer.startSpan(name, { attributes }, parent)
    if (span.spanContext().traceId === INVALID_TRACEID) return run(undefined) // nobody listens
    return inSpan({ span, parent }, metadata, run)
  }
}

async function inSpan<Result>(
  { span, parent }: { readonly span: Span; readonly parent: Context },
  metadata: MessageMetadata,
  run: (traceMetadata: TraceMetadata) => Promise<Result>,
): Promise<Result> {
  describe(span, metadata)
  try {
    const traceMetadata = traceMetadataOf(span.spanContext())
    const result = await active.with(api.setSpan(parent, span), () => run(traceMetadata))
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

function describe(span: Span, { messageId, correlationId, tenant }: MessageMetadata): void {
  if (!span.isRecording()) return
  if (messageId !== undefined) span.setAttribute(names.messageId, messageId)
  if (correlationId !== undefined) span.setAttribute(names.correlationId, correlationId)
  if (tenant !== undefined) span.setAttribute(names.tenant, tenant)
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
