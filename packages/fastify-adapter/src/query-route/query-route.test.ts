import { afterEach, describe, expect, it, vi } from 'vitest'
import fastify, { type FastifyInstance } from 'fastify'
import { projectionId, TimeoutError, type ConsistencyWaiter } from '@uno-ts/types'
import { z } from 'zod'
import { query } from '../../test/define.ts'
import { recordingBus } from '../../test/recording-bus.ts'
import { listOrders, shop } from '../../test/shop.ts'
import { cqrsPlugin } from '../plugin/cqrs-plugin.ts'
import type { QueryRouteOptions } from './query-route-options.ts'
import { queryRoute } from './query-route.ts'

let app: FastifyInstance | undefined
afterEach(() => app?.close())

describe('a query route', () => {
  it('puts path and query string together, coerced by the schema', async () => {
    const bus = recordingBus()
    app = await shop(bus)
    await app.inject('/orders?limit=7&after=x')
    expect(bus.only()).toMatchObject({
      type: 'ListOrders',
      data: { limit: 7, after: 'x' },
      options: { validated: true },
    })
  })

  it('takes the defaults of the schema', async () => {
    const bus = recordingBus()
    app = await shop(bus)
    await app.inject('/orders')
    expect(bus.only().data).toEqual({ limit: 20 })
  })

  it.each(['/orders?status=placed', '/orders?status=placed&status=cancelled'])(
    'takes a list from %s',
    async (url) => {
      const bus = recordingBus()
      app = await shop(bus)
      await app.inject(url)
      const expected = url.includes('cancelled') ? ['placed', 'cancelled'] : ['placed']
      expect(bus.only().data).toMatchObject({ status: expected })
    },
  )

  it('answers dates as ISO 8601', async () => {
    const placedAt = new Date(0)
    app = await shop(recordingBus({ GetOrder: () => ({ orderId: 'o1', placedAt }) }))
    expect((await app.inject('/orders/o1')).json()).toEqual({
      orderId: 'o1',
      placedAt: '1970-01-01T00:00:00.000Z',
    })
  })

  it.each([null, 7, 'text', [1n], false])('answers %s as JSON', async (result) => {
    app = await shop(recordingBus({ GetOrder: () => result }))
    const response = await app.inject('/orders/o1')
    expect(response.statusCode).toBe(200)
    expect(response.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(response.json()).toEqual(Array.isArray(result) ? ['1'] : result)
  })

  it('answers 404 when the handler has nothing', async () => {
    app = await shop(recordingBus({ GetOrder: () => undefined }))
    const response = await app.inject('/orders/o1')
    expect(response.statusCode).toBe(404)
    expect(response.json()).toMatchObject({ detail: 'there is no such order', subject: 'order' })
  })

  it('answers HEAD without a body', async () => {
    app = await shop(recordingBus({ GetOrder: () => ({ orderId: 'o1' }) }))
    const response = await app.inject({ method: 'HEAD', url: '/orders/o1' })
    expect([response.statusCode, response.body]).toEqual([200, ''])
  })

  it('waits until its projections have come as far as the token of a caller', async () => {
    const waitFor = vi.fn<ConsistencyWaiter['waitFor']>(async () => undefined)
    const bus = recordingBus()
    app = fastify()
    await app.register(cqrsPlugin, {
      commandBus: bus,
      queryBus: bus,
      policy: 'public',
      consistency: { waitFor },
    })
    app.route(queryRoute(listOrders, { url: '/orders', projections: [projectionId('order-list')] }))
    await app.inject('/orders')
    expect(waitFor).not.toHaveBeenCalled()
    await app.inject({ url: '/orders', headers: { 'uno-consistency-token': 'p7' } })
    expect(waitFor).toHaveBeenCalledExactlyOnceWith('order-list', 7n, { signal: expect.any(AbortSignal) })
    expect(bus.executions.map(({ options }) => options.minPosition)).toEqual([undefined, 7n])
    const refused = await app.inject({ url: '/orders', headers: { 'uno-consistency-token': '7' } })
    expect(refused.json()).toMatchObject({ status: 400, errors: [{ path: 'header.uno-consistency-token' }] })
  })

  describe('with a token, as the caller prefers it', () => {
    const behind = new TimeoutError('the projection "order-list" came to 6 and not to 7 in time')
    const serve = async (options: Partial<QueryRouteOptions<typeof listOrders>> = {}) => {
      const waitFor = vi.fn<ConsistencyWaiter['waitFor']>(() => Promise.reject(behind))
      const bus = recordingBus()
      app = fastify()
      await app.register(cqrsPlugin, {
        commandBus: bus,
        queryBus: bus,
        policy: 'public',
        consistency: { waitFor },
      })
      app.route(
        queryRoute(listOrders, { url: '/orders', projections: [projectionId('order-list')], ...options }),
      )
      const ask = (headers: Record<string, string> = {}) =>
        app!.inject({ url: '/orders', headers: { 'uno-consistency-token': 'p7', ...headers } })
      return { ask, waitFor, bus }
    }

    it('is refused when the answer would be older, and told when to ask again', async () => {
      const { ask } = await serve()
      const response = await ask()
      expect([response.statusCode, response.headers['retry-after']]).toEqual([503, '1'])
    })

    it('waits as long as Prefer says, within the bound of the route', async () => {
      const { ask, waitFor } = await serve({ maxWaitMs: 3_000 })
      await ask({ prefer: 'wait=2' })
      await ask({ prefer: 'wait=9' })
      expect(waitFor.mock.calls.map(([, , options]) => options?.timeoutMs)).toEqual([2_000, 3_000])
    })

    it.each([
      ['refuse', 'handling=lenient', 200],
      ['answer', undefined, 200],
      ['answer', 'handling=strict', 503],
      ['refuse', undefined, 503],
    ] as const)('is %s by the route and %s by the caller: %s', async (whenBehind, prefer, status) => {
      const { ask, bus } = await serve({ whenBehind })
      const response = await ask(prefer === undefined ? {} : { prefer })
      expect(response.statusCode).toBe(status)
      expect(response.headers['uno-consistency']).toBe(status === 200 ? 'stale' : undefined)
      for (const { options } of bus.executions) expect(options.minPosition).toBeUndefined()
    })

    it('takes it from the query string too, and says there when it is none', async () => {
      const { waitFor } = await serve()
      await app!.inject('/orders?consistency-token=p7')
      expect(waitFor).toHaveBeenCalledExactlyOnceWith('order-list', 7n, expect.anything())
      const refused = await app!.inject('/orders?consistency-token=7')
      expect(refused.json()).toMatchObject({ status: 400, errors: [{ path: 'query.consistency-token' }] })
    })
  })

  it('tags an answer with its version, and does not send it to a caller that has it', async () => {
    app = await shop(
      recordingBus({ GetOrder: () => ({ orderId: 'o1', streamVersion: 4, globalPosition: 9n }) }),
    )
    const first = await app.inject('/orders/o1')
    expect(first.headers).toMatchObject({ etag: '"4"', 'cache-control': 'private, no-cache' })
    const again = await app.inject({ url: '/orders/o1', headers: { 'if-none-match': '"4"' } })
    expect([again.statusCode, again.body]).toEqual([304, ''])
    expect(again.headers).toMatchObject({ etag: '"4"', 'uno-consistency-token': 'p9' })
    const other = await app.inject({ url: '/orders/o1', headers: { 'if-none-match': '"3"' } })
    expect(other.statusCode).toBe(200)
  })

  it('tags an answer without a version by its position, weakly', async () => {
    app = await shop(recordingBus({ ListOrders: () => ({ items: [], globalPosition: 17n }) }))
    expect((await app.inject('/orders')).headers['etag']).toBe('W/"p17"')
    const again = await app.inject({ url: '/orders', headers: { 'if-none-match': 'W/"p17"' } })
    expect(again.statusCode).toBe(304)
  })

  it('links to the pages around a page where the query can ask for them', async () => {
    app = await shop(recordingBus({ ListOrders: () => ({ items: [], next: 'c', previous: 'a' }) }))
    const { headers } = await app.inject('/orders?limit=3&after=b')
    expect(headers['link']).toBe('</orders?limit=3&after=c>; rel="next"')
  })

  it('reads a body with POST', async () => {
    const bus = recordingBus()
    app = fastify()
    await app.register(cqrsPlugin, { commandBus: bus, queryBus: bus, policy: 'public' })
    app.route(queryRoute(listOrders, { url: '/orders/search', method: 'POST' }))
    await app.inject({ method: 'POST', url: '/orders/search', payload: { limit: 3, status: ['placed'] } })
    expect(bus.only().data).toEqual({ limit: 3, status: ['placed'] })
  })

  it('ignores what a schema that is not strict does not know', async () => {
    const bus = recordingBus()
    const lenient = query({
      type: 'GetTotals',
      data: z.object({ asOf: z.string().optional() }),
      result: z.unknown(),
    })
    app = fastify()
    await app.register(cqrsPlugin, { commandBus: bus, queryBus: bus, policy: 'public' })
    app.route(queryRoute(lenient, { url: '/totals' }))
    await app.inject('/totals?utm_source=x')
    expect(bus.only().data).toEqual({})
  })
})
