import {
  context as active,
  INVALID_TRACEID,
  isSpanContextValid,
  SpanKind,
  SpanStatusCode,
  trace as api,
  type Attributes,
  type Context,
  type Link,
  type Span,
  type Tracer,
} from '@opentelemetry/api'
import {
  categoryOf,
  isUnoError,
  type CommitPlan,
  type CommitResult,
  type EventPage,
  type EventQuery,
  type LoadedStream,
  type MessageMetadata,
  type QueriedEvents,
  type StreamId,
} from '@uno-ts/types'
import { telemetry } from '../telemetry.ts'
import { eventsIn, outcomeOf } from './append-outcome.ts'
import { spanContextOf, withTraceContext } from './trace-context.ts'

const { attributes: names, spans } = telemetry
const producer = { kind: SpanKind.PRODUCER }
const client = { kind: SpanKind.CLIENT }
const consumer = { kind: SpanKind.CONSUMER }

/** As many links as an SDK keeps by default. */
const mostLinks = 128

/** Puts spans around what one store does. While nobody listens it starts a span that records nothing, and no more. */
export class StoreTracer {
  readonly #tracer: Tracer
  readonly #schema: string

  constructor(options: { readonly tracer: Tracer | undefined; readonly schema: string }) {
    this.#tracer = options.tracer ?? api.getTracer(telemetry.scope)
    this.#schema = options.schema
  }

  /** Writes a plan in a span; events that bring no trace context of their own are given the span's. */
  appending(plan: CommitPlan, write: (plan: CommitPlan) => Promise<CommitResult>): Promise<CommitResult> {
    const parent = parentOf(plan.metadata)
    const span = this.#tracer.startSpan(spans.append(categoryOfPlan(plan)), producer, parent)
    if (span.spanContext().traceId === INVALID_TRACEID) return write(plan) // nobody listens
    return this.#appendingIn({ span, parent }, plan, write)
  }

  async #appendingIn(
    { span, parent }: { readonly span: Span; readonly parent: Context },
    plan: CommitPlan,
    write: (plan: CommitPlan) => Promise<CommitResult>,
  ): Promise<CommitResult> {
    const spanContext = span.spanContext()
    if (span.isRecording()) span.setAttributes(this.#attributesOfPlan(plan))
    try {
      const described = withTraceContext(plan, spanContext)
      const result = await active.with(api.setSpan(parent, span), () => write(described))
      span.setAttribute(names.outcome, outcomeOf(result))
      if (result.globalPosition !== undefined)
        span.setAttribute(names.globalPosition, String(result.globalPosition))
      return result
    } catch (error) {
      const conflict = isUnoError(error, 'ERR_CONCURRENCY')
      span.setAttribute(names.outcome, conflict ? 'conflict' : 'failed')
      failed(span, error, { expected: conflict })
      throw error
    } finally {
      span.end()
    }
  }

  /** Loads a stream in a span. */
  loading(streamId: StreamId, read: () => Promise<LoadedStream>): Promise<LoadedStream> {
    const span = this.#tracer.startSpan(spans.load(categoryOf(streamId)), client)
    if (!span.isRecording()) return read()
    return this.#reading(span, read, {
      asked: () => ({ ...this.#database('load'), [names.destination]: streamId }),
      answered: ({ events, streamVersion }) => ({
        [names.dbRows]: events.length,
        [names.streamVersion]: streamVersion,
      }),
    })
  }

  /** Reads by query in a span. */
  async querying(query: EventQuery, read: () => Promise<QueriedEvents>): Promise<QueriedEvents> {
    const span = this.#tracer.startSpan(spans.readByQuery, client)
    return this.#reading(span, read, {
      asked: () => ({ ...this.#database('read_by_query'), [names.queryItems]: query.items.length }),
      answered: ({ events }) => ({ [names.dbRows]: events.length }),
    })
  }

  /** Begins the span in which a consumer works on a page; `undefined` when there is nothing to say. */
  processing(page: EventPage, categories: readonly string[] | undefined): Span | undefined {
    if (page.events.length === 0) return undefined
    const category = categories?.length === 1 ? categories[0] : undefined
    const span = this.#tracer.startSpan(spans.process(category), consumer)
    if (!span.isRecording()) return span
    span.setAttributes({
      [names.messagingSystem]: 'uno',
      [names.operationName]: 'process',
      [names.operationType]: 'process',
      [names.messageCount]: page.events.length,
      [names.globalPosition]: String(page.position),
      [names.dbSystem]: 'postgresql',
      [names.dbNamespace]: this.#schema,
    })
    span.addLinks(linksOf(page))
    return span
  }

  async #reading<Answer>(
    span: Span,
    read: () => Promise<Answer>,
    attributes: { readonly asked: () => Attributes; readonly answered: (answer: Answer) => Attributes },
  ): Promise<Answer> {
    if (!span.isRecording()) return read()
    span.setAttributes(attributes.asked())
    try {
      const answer = await active.with(api.setSpan(active.active(), span), read)
      span.setAttributes(attributes.answered(answer))
      return answer
    } catch (error) {
      failed(span, error, { expected: false })
      throw error
    } finally {
      span.end()
    }
  }

  #database(operation: string): Attributes {
    return {
      [names.dbSystem]: 'postgresql',
      [names.dbNamespace]: this.#schema,
      [names.dbOperation]: operation,
    }
  }

  #attributesOfPlan({ appends, conditions = [], tenant, metadata }: CommitPlan): Attributes {
    const [first] = appends
    const category = categoryOfPlan({ appends })
    return {
      [names.messagingSystem]: 'uno',
      [names.operationName]: 'append',
      [names.operationType]: 'send',
      [names.messageCount]: eventsIn({ appends }),
      [names.dbSystem]: 'postgresql',
      [names.dbNamespace]: this.#schema,
      ...(appends.length === 1 && first?.streamId !== undefined && { [names.destination]: first.streamId }),
      ...(category !== undefined && { [names.destinationTemplate]: `${category}-{id}` }),
      ...(appends.length > 1 && { [names.streams]: appends.length }),
      ...(conditions.length > 0 && { [names.conditions]: conditions.length }),
      ...tenantAttribute(tenant ?? metadata?.tenant),
    }
  }
}

function tenantAttribute(tenant: string | undefined): Attributes {
  return tenant === undefined ? {} : { [names.tenant]: tenant }
}

/** The category all streams of a plan have in common. */
function categoryOfPlan({ appends }: Pick<CommitPlan, 'appends'>): string | undefined {
  let common: string | undefined
  for (const { streamId } of appends) {
    if (streamId === undefined) return undefined
    const category = categoryOf(streamId)
    if (common !== undefined && common !== category) return undefined
    common = category
  }
  return common
}

/** The active span, else the one the metadata names. */
function parentOf(metadata: MessageMetadata | undefined): Context {
  const current = active.active()
  if (metadata?.traceparent === undefined || api.getSpan(current) !== undefined) return current
  const sender = spanContextOf(metadata)
  return sender === undefined ? current : api.setSpanContext(current, sender)
}

/** A link to each span that sent some of a page's events. */
function linksOf({ events }: EventPage): Link[] {
  const links = new Map<string, Link>()
  for (const { metadata } of events) {
    const { traceparent } = metadata
    if (traceparent === undefined || links.has(traceparent)) continue
    const context = spanContextOf(metadata)
    if (context !== undefined && isSpanContextValid(context)) links.set(traceparent, { context })
    if (links.size === mostLinks) break
  }
  return [...links.values()]
}

function failed(span: Span, error: unknown, { expected }: { readonly expected: boolean }): void {
  const unknown = error instanceof Error ? error.name : 'unknown'
  span.setAttribute(names.errorType, isUnoError(error) ? error.code : unknown)
  if (expected) return
  if (error instanceof Error) span.recordException(error)
  span.setStatus({ code: SpanStatusCode.ERROR })
}
