import { context as active, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics'
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import fastify, { type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { portOf } from '../../test/port-of.ts'
import { recordingBus, type RecordingBus } from '../../test/recording-bus.ts'
import { anOrder, getOrder, placeOrder } from '../../test/shop.ts'
import { changesRoute } from '../changes-route/changes-route.ts'
import { commandRoute } from '../command-route/command-route.ts'
import { cqrsPlugin } from '../plugin/cqrs-plugin.ts'
import { queryRoute } from '../query-route/query-route.ts'
import { RequestMetrics } from './request-metrics.ts'
import { requestTelemetry } from './request-telemetry.ts'

const caller = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
const spans = new InMemorySpanExporter()
const tracer = new TracerProvider({
  spanProcessors: [new SimpleSpanProcessor({ exporter: spans })],
}).getTracer('test')

class Reader extends MetricReader {
  protected override async onShutdown(): Promise<void> {}
  protected override async onForceFlush(): Promise<void> {}
}

let app: FastifyInstance
let reader: Reader
let bus: RecordingBus
let release: () => void

beforeEach(async () => {
  active.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  reader = new Reader()
  const provider = new MeterProvider({ readers: [reader] })
  const { promise, resolve } = Promise.withResolvers<void>()
  release = resolve
  bus = recordingBus({
    PlaceOrder: () => ({ ...anOrder, traceId: trace.getSpan(active.active())?.spanContext().traceId }),
    GetOrder: async () => {
      await promise
      throw new Error('a fault of ours')
    },
  })
  app = fastify()
  await app.register(requestTelemetry, { metrics: new RequestMetrics({ provider }), tracer })
  await app.register(cqrsPlugin, { commandBus: bus, queryBus: bus, policy: 'public' })
  app.route(commandRoute(placeOrder, { url: '/orders', status: 201 }))
  app.route(queryRoute(getOrder, { url: '/orders/:orderId' }))
  app.route(changesRoute(async function* () {}, { url: '/changes' }))
})
afterEach(async () => {
  release()
  await app.close()
  await reader.shutdown()
  active.disable()
  spans.reset()
})

/** The points of an instrument, as labels with what was measured. */
async function measured(name: string) {
  const { resourceMetrics } = await reader.collect()
  const metrics = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics)
  const found = metrics.find(({ descriptor }) => descriptor.name === name)
  return (found?.dataPoints ?? []).map(({ attributes, value }) => [attributes, value] as const)
}

const place = (headers: Readonly<Record<string, string>> = {}) =>
  app.inject({ method: 'POST', url: '/orders', headers, payload: anOrder })

describe('the telemetry of requests', () => {
  it('times them by route and status, and knows unknown addresses as one', async () => {
    release()
    for (const url of ['/orders/1', '/orders/2', '/nowhere', '/nothing']) await app.inject(url)
    await vi.waitFor(async () => expect(await measured('http.server.request.duration')).toHaveLength(2))
    const get = { 'http.request.method': 'GET', 'url.scheme': 'http' }
    const failed = {
      'http.route': '/orders/:orderId',
      'http.response.status_code': 500,
      'error.type': '500',
    }
    expect(await measured('http.server.request.duration')).toEqual([
      [{ ...get, ...failed }, expect.objectContaining({ count: 2 })],
      [{ ...get, 'http.response.status_code': 404 }, expect.objectContaining({ count: 2 })],
    ])
    expect(await measured('http.server.active_requests')).toEqual([[get, 0]])
  })

  it('count those under way, and end when their caller leaves', async () => {
    await app.listen({ port: 0, host: '127.0.0.1' })
    const leaving = new AbortController()
    const asked = fetch(`http://127.0.0.1:${portOf(app)}/orders/1`, { signal: leaving.signal }).catch(() => 0)
    await vi.waitFor(async () =>
      expect(await measured('http.server.active_requests')).toMatchObject([[{}, 1]]),
    )
    leaving.abort()
    await asked
    await vi.waitFor(async () => {
      expect(await measured('http.server.active_requests')).toMatchObject([[{}, 0]])
      expect(await measured('http.server.request.duration')).toMatchObject([
        [{ 'error.type': 'aborted' }, {}],
      ])
    })
  })

  it('counts a stream while it is open, and does not time it', async () => {
    const { body } = await app.inject('/changes')
    expect(body).toContain('complete')
    await vi.waitFor(async () => {
      expect(await measured('http.server.active_requests')).toMatchObject([[{}, 0]])
    })
    expect(await measured('http.server.request.duration')).toEqual([])
  })

  it('is a span below that of the caller, around the handler, named by the answer and by the message', async () => {
    const { headers } = await place({ traceparent: caller, tracestate: 'vendor=1' })
    await vi.waitFor(() => expect(spans.getFinishedSpans()).toHaveLength(1))
    const [span] = spans.getFinishedSpans()
    expect(span).toMatchObject({
      name: 'POST /orders',
      parentSpanContext: { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' },
      attributes: { 'http.route': '/orders', 'http.response.status_code': 201, 'url.path': '/orders' },
    })
    const own = `00-0af7651916cd43dd8448eb211c80319c-${span?.spanContext().spanId}-01`
    expect(headers['traceresponse']).toBe(own)
    expect(bus.only().options.metadata).toMatchObject({ traceparent: own, tracestate: 'vendor=1' })
  })

  it('is active while the handler runs, although a body was read before', async () => {
    await app.listen({ port: 0, host: '127.0.0.1' })
    const response = await fetch(`http://127.0.0.1:${portOf(app)}/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', traceparent: caller },
      body: JSON.stringify(anOrder),
    })
    expect(await response.json()).toMatchObject({ traceId: '0af7651916cd43dd8448eb211c80319c' })
  })

  it('makes no second span where somebody has made one', async () => {
    const outer = tracer.startSpan('outer')
    const response = await active.with(trace.setSpan(active.active(), outer), async () => await place())
    expect(response.headers['traceresponse']).toBeUndefined()
    expect(spans.getFinishedSpans()).toEqual([])
  })

  it('adds nothing where nobody listens', async () => {
    const silent = fastify()
    const addHook = vi.spyOn(silent, 'addHook')
    await silent.register(requestTelemetry)
    expect(addHook).not.toHaveBeenCalled()
  })
})
