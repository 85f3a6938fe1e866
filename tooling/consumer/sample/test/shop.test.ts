import { CommandTestHarness, InMemoryEventStore } from '@uno-ts/testing'
import { describe, expect, it } from 'vitest'
import { placeOrder } from '../src/place-order.ts'
import { openShop, serve } from '../src/shop.ts'

describe('the shop', () => {
  it('writes one event for an order that is placed twice', async () => {
    const eventStore = new InMemoryEventStore()
    const harness = new CommandTestHarness({ ...openShop(eventStore), eventStore })
    await harness.execute(placeOrder({ orderId: '7', lines: 2 }))
    harness.assertNoErrors()
    await harness.execute(placeOrder({ orderId: '7', lines: 2 }))
    harness.assertRejected('ORDER_ALREADY_PLACED')
    harness.assertEventsPublished('OrderPlaced')
  })

  it('takes orders over HTTP, and says what is wrong with one', async () => {
    await using app = await serve(openShop(new InMemoryEventStore()))
    const place = (lines: number) =>
      app.inject({ method: 'POST', url: '/orders', payload: { orderId: '7', lines } })

    expect((await place(0)).statusCode).toBe(400)
    expect((await place(2)).statusCode).toBe(201)
    const refused = await place(2)
    expect(refused.headers['content-type']).toContain('application/problem+json')
    expect(refused.json()).toMatchObject({ rule: 'ORDER_ALREADY_PLACED' })
  })
})
