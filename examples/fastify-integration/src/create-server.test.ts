import { InMemoryEventStore } from '@uno-ts/testing'
import type { FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createServer } from './create-server.ts'

describe('orders over HTTP', () => {
  let app: FastifyInstance
  beforeEach(async () => {
    app = await createServer(new InMemoryEventStore())
  })
  afterEach(() => app.close())

  const place = (payload: object) => app.inject({ method: 'POST', url: '/orders', payload })

  it('are placed, and found where the answer says', async () => {
    const placed = await place({ orderId: '7', lines: 2 })
    expect(placed.statusCode).toBe(201)
    const found = await app.inject(String(placed.headers['location']))
    expect(found.json()).toEqual({ orderId: '7', lines: 2, streamVersion: 1 })
  })

  it('are placed once', async () => {
    await place({ orderId: '7', lines: 2 })
    const refused = await place({ orderId: '7', lines: 2 })
    expect(refused.statusCode).toBe(422)
    expect(refused.json()).toMatchObject({ rule: 'ORDER_ALREADY_PLACED' })
  })

  it.each([{}, { orderId: '7' }, { orderId: '7', lines: 0 }, { orderId: '7', lines: 1, colour: 'red' }])(
    'are refused with the reason: %j',
    async (payload) => {
      const refused = await place(payload)
      expect(refused.statusCode).toBe(400)
      expect(refused.headers['content-type']).toContain('application/problem+json')
    },
  )

  it('are described', async () => {
    const { paths } = (await app.inject('/openapi.json')).json()
    expect(Object.keys(paths)).toEqual(expect.arrayContaining(['/orders', '/orders/{orderId}']))
  })

  it('are 404 when there is none', async () => {
    expect((await app.inject('/orders/8')).statusCode).toBe(404)
  })
})
