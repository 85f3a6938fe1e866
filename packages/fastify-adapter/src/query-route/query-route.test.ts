import { afterEach, describe, expect, it, vi } from 'vitest'
import fastify, { type FastifyInstance } from 'fastify'
import { projectionId, type ConsistencyWaiter } from '@uno-ts/types'
import { z } from 'zod'
import { query } from '../../test/define.ts'
import { recordingBus } from '../../test/recording-bus.ts'
import { listOrders, shop } from '../../test/shop.ts'
import { cqrsPlugin } from '../plugin/cqrs-plugin.ts'
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
    await app.register(cqrsPlugin, { commandBus: bus, queryBus: bus, consistency: { waitFor } })
    app.route(queryRoute(listOrders, { url: '/orders', projections: [projectionId('order-list')] }))
    await app.inject('/orders')
    expect(waitFor).not.toHaveBeenCalled()
    await app.inject({ url: '/orders', headers: { 'uno-consistency-token': 'p7' } })
    expect(waitFor).toHaveBeenCalledExactlyOnceWith('order-list', 7n, { signal: expect.any(AbortSignal) })
    const refused = await app.inject({ url: '/orders', headers: { 'uno-consistency-token': '7' } })
    expect(refused.json()).toMatchObject({ status: 400, errors: [{ path: 'header.uno-consistency-token' }] })
  })

  it('reads a body with POST', async () => {
    const bus = recordingBus()
    app = fastify()
    await app.register(cqrsPlugin, { commandBus: bus, queryBus: bus })
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
    await app.register(cqrsPlugin, { commandBus: bus, queryBus: bus })
    app.route(queryRoute(lenient, { url: '/totals' }))
    await app.inject('/totals?utm_source=x')
    expect(bus.only().data).toEqual({})
  })
})
