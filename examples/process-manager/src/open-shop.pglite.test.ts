import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openShop, type Shop } from './open-shop.ts'
import { until } from './until.ts'

describe('a shop', () => {
  let laterMs = 0
  let shop: Shop
  beforeAll(async () => {
    shop = await openShop({ clock: { now: () => Date.now() + laterMs } })
    shop.runner.start()
  })
  afterAll(() => shop[Symbol.asyncDispose]())

  const typesOf = async (orderId: string) => (await shop.history(orderId)).map(({ type }) => type)

  it('ships, pays back or cancels each order once', async () => {
    for (const [orderId, item] of [
      ['1', 'teapot'],
      ['2', 'unicorn'],
      ['3', 'teapot'],
    ] as const) {
      await shop.happen({ type: 'OrderPlaced', data: { orderId, item, cents: 1_200 } })
    }
    await until(async () => (await typesOf('3')).includes('PaymentRequested'))
    for (const orderId of ['1', '2']) await shop.happen({ type: 'PaymentTaken', data: { orderId } })
    await until(async () => (await typesOf('1')).includes('OrderShipped'))
    await until(async () => (await typesOf('2')).includes('OrderCancelled'))
    laterMs = 15 * 60_000
    await until(async () => (await typesOf('3')).includes('OrderCancelled'))

    expect(await typesOf('1')).toEqual(['OrderPlaced', 'PaymentRequested', 'PaymentTaken', 'OrderShipped'])
    expect((await typesOf('2')).slice(-2)).toEqual(['PaymentRefunded', 'OrderCancelled'])
    expect(await typesOf('3')).toEqual(['OrderPlaced', 'PaymentRequested', 'OrderCancelled'])
    await shop.happen({ type: 'PaymentTaken', data: { orderId: '3' } })
    await until(async () => (await typesOf('3')).at(-1) === 'PaymentRefunded')
  })
})
