import { context as active, SpanKind, SpanStatusCode } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { streamId, type Event, type RecordedEvent } from '@uno-ts/types'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openStore, type OpenStore } from '../../test/open-store.ts'
import { PostgresEventStore } from '../postgres-event-store.ts'
import { PostgresUnitOfWorkFactory } from '../unit-of-work/postgres-unit-of-work-factory.ts'

const exporter = new InMemorySpanExporter()
const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] })
const tracer = provider.getTracer('test')
const anEvent: Event = { type: 'Happened', data: {} }
const sender = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

let open: OpenStore
let store: PostgresEventStore

beforeAll(async () => {
  active.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  open = await openStore({ tracer })
  store = open.store
})
afterEach(() => exporter.reset())
afterAll(async () => {
  active.disable()
  await open.close()
})

async function recorded(id: string): Promise<readonly RecordedEvent[]> {
  return (await open.store.load(streamId('order', id))).events
}

describe('the span of an append', () => {
  it('is a producer, named by the category, with what was asked for and what came of it', async () => {
    const { globalPosition } = await store.append(streamId('order', 'a'), [anEvent, anEvent], {
      expectedVersion: 'no-stream',
      metadata: { tenant: 'default' },
    })
    expect(exporter.getFinishedSpans()).toMatchObject([
      {
        name: 'append order',
        kind: SpanKind.PRODUCER,
        status: { code: SpanStatusCode.UNSET },
        attributes: {
          'messaging.system': 'uno',
          'messaging.operation.name': 'append',
          'messaging.operation.type': 'send',
          'messaging.destination.name': 'order-a',
          'messaging.destination.template': 'order-{id}',
          'messaging.batch.message_count': 2,
          'db.system.name': 'postgresql',
          'db.namespace': '"uno"',
          'uno.tenant': 'default',
          'uno.append.outcome': 'written',
          'uno.global_position': String(globalPosition),
        },
      },
    ])
  })

  it('counts the streams and conditions of a plan', async () => {
    await store.commit({
      appends: [
        { streamId: streamId('order', 'b'), expectedVersion: 'any', events: [anEvent] },
        { streamId: streamId('cart', 'b'), expectedVersion: 'any', events: [anEvent] },
        { events: [{ ...anEvent, tags: ['b'] }] },
      ],
      conditions: [{ failIfEventsMatch: { items: [{ tags: ['b'] }] } }],
    })
    const [span] = exporter.getFinishedSpans()
    expect(span).toMatchObject({
      name: 'append',
      attributes: {
        'uno.append.streams': 3,
        'uno.append.conditions': 1,
        'messaging.batch.message_count': 3,
      },
    })
    expect(span?.attributes).not.toHaveProperty('messaging.destination.name')
  })

  it('tells a conflict apart from a failure', async () => {
    const stream = streamId('order', 'c')
    await store.append(stream, [anEvent], { expectedVersion: 7 }).catch(() => undefined)
    await store.append(stream, [{ ...anEvent, id: 'no id' }], { expectedVersion: 0 }).catch(() => undefined)
    expect(exporter.getFinishedSpans()).toMatchObject([
      {
        attributes: { 'uno.append.outcome': 'conflict', 'error.type': 'ERR_CONCURRENCY' },
        status: { code: SpanStatusCode.UNSET },
        events: [],
      },
      {
        attributes: { 'uno.append.outcome': 'failed', 'error.type': 'ERR_INVALID_ARGUMENT' },
        status: { code: SpanStatusCode.ERROR },
        events: [{ name: 'exception' }],
      },
    ])
  })

  it('stands in each of the appends that share a transaction', async () => {
    const appends = Array.from({ length: 30 }, (_, nr) =>
      store.append(streamId('order', `group-${nr}`), [anEvent], { expectedVersion: 'no-stream' }),
    )
    await Promise.all(appends)
    const spans = exporter.getFinishedSpans()
    expect(spans).toHaveLength(30)
    const [event] = await recorded('group-29')
    const own = spans.find((span) => span.attributes['messaging.destination.name'] === 'order-group-29')
    expect(event?.metadata.traceparent).toContain(own?.spanContext().spanId)
  })

  it('is there for a unit of work with own SQL too', async () => {
    const unit = new PostgresUnitOfWorkFactory({ eventStore: store, pool: open.pool }).begin()
    await unit.transaction()
    unit.append(streamId('order', 'unit'), [anEvent], { expectedVersion: 'no-stream' })
    await unit.commit()
    expect(exporter.getFinishedSpans()).toMatchObject([
      { name: 'append order', attributes: { 'uno.append.outcome': 'written' } },
    ])
  })
})

describe('the trace context of an event', () => {
  it('is that of the append, under the span that is active', async () => {
    await tracer.startActiveSpan('request', async (request) => {
      await store.append(streamId('order', 'd'), [anEvent], { expectedVersion: 'no-stream' })
      request.end()
    })
    const [append, request] = exporter.getFinishedSpans()
    const { traceId, spanId } = append?.spanContext() ?? {}
    expect(append?.parentSpanContext?.spanId).toBe(request?.spanContext().spanId)
    expect(await recorded('d')).toMatchObject([{ metadata: { traceparent: `00-${traceId}-${spanId}-01` } }])
  })

  it('stays what the message says, which is the parent then', async () => {
    await store.append(streamId('order', 'e'), [anEvent], {
      expectedVersion: 'no-stream',
      metadata: { traceparent: sender, tracestate: 'vendor=1' },
    })
    const [append] = exporter.getFinishedSpans()
    expect(append?.parentSpanContext).toMatchObject({ spanId: 'b7ad6b7169203331', isRemote: true })
    expect(await recorded('e')).toMatchObject([{ metadata: { traceparent: sender, tracestate: 'vendor=1' } }])
  })

  it('stays what an event says, whole, beside events that say nothing', async () => {
    const own: Event = { ...anEvent, metadata: { actor: 'ann', traceparent: sender } }
    await store.append(streamId('order', 'f'), [own, anEvent], {
      expectedVersion: 'no-stream',
      metadata: { tracestate: undefined, correlationId: 'c' },
    })
    const [first, second] = await recorded('f')
    const spanId = exporter.getFinishedSpans()[0]?.spanContext().spanId
    expect(first?.metadata).toEqual({ actor: 'ann', correlationId: 'c', traceparent: sender })
    expect(second?.metadata).toMatchObject({
      correlationId: 'c',
      traceparent: expect.stringContaining(spanId ?? 'a span'),
    })
  })

  it('is not invented when nobody listens', async () => {
    const quiet = new PostgresEventStore({ pool: open.pool })
    await quiet.append(streamId('order', 'g'), [anEvent], { expectedVersion: 'no-stream' })
    expect((await recorded('g'))[0]?.metadata).toEqual({})
  })
})

describe('the spans of reading', () => {
  it('tell what was loaded', async () => {
    await store.append(streamId('order', 'h'), [anEvent, anEvent], { expectedVersion: 'no-stream' })
    exporter.reset()
    await store.load(streamId('order', 'h'))
    expect(exporter.getFinishedSpans()).toMatchObject([
      {
        name: 'load order',
        kind: SpanKind.CLIENT,
        attributes: {
          'db.system.name': 'postgresql',
          'db.operation.name': 'load',
          'messaging.destination.name': 'order-h',
          'db.response.returned_rows': 2,
          'uno.stream_version': 2,
        },
      },
    ])
  })

  it('tell what a query found, and what failed', async () => {
    await store.append(streamId('order', 'i'), [{ ...anEvent, tags: ['i'] }], { expectedVersion: 'any' })
    exporter.reset()
    await store.readByQuery({ items: [{ tags: ['i'] }, { tags: ['j'] }] })
    await store.readByQuery({ items: [] }).catch(() => undefined)
    expect(exporter.getFinishedSpans()).toMatchObject([
      { name: 'read_by_query', attributes: { 'uno.query.items': 2, 'db.response.returned_rows': 1 } },
      {
        name: 'read_by_query',
        attributes: { 'error.type': 'ERR_INVALID_ARGUMENT' },
        status: { code: SpanStatusCode.ERROR },
      },
    ])
  })

  it('last as long as a consumer works on a page, and are linked to who sent its events', async () => {
    const from = await store.head()
    for (const metadata of [{ traceparent: sender }, { traceparent: sender }, {}, { traceparent: 'none' }]) {
      await store.append(streamId('followed', 'k'), [anEvent], { expectedVersion: 'any', metadata })
    }
    await store.append(streamId('order', 'k'), [anEvent], { expectedVersion: 'any' })
    const until = await store.head()
    const [, , third] = exporter.getFinishedSpans()
    exporter.reset()
    const filter = { categories: ['followed'] }
    let whileWorking = 0
    for await (const page of store.subscribe({ from, filter, signal: AbortSignal.timeout(10_000) })) {
      whileWorking += exporter.getFinishedSpans().length
      if (page.position >= until) break
    }
    expect(whileWorking).toBe(0)
    expect(exporter.getFinishedSpans()).toMatchObject([
      {
        name: 'process followed',
        kind: SpanKind.CONSUMER,
        attributes: {
          'messaging.system': 'uno',
          'messaging.operation.type': 'process',
          'messaging.batch.message_count': 4,
          'uno.global_position': String(until),
        },
        links: [
          { context: { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' } },
          { context: { spanId: third?.spanContext().spanId } },
        ],
      },
    ])
  })
})
