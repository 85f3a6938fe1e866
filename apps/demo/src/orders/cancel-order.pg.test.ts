import { createDatabase, type TestDatabase } from '@uno-ts/testing'
import { isUnoError, streamId } from '@uno-ts/types'
import { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { openTestShop, type TestShop } from '../../test/open-test-shop.ts'
import { listProduct } from '../products/list-product.ts'
import { openStock } from '../stock/open-stock.ts'
import { cancelOrder } from './cancel-order.ts'
import { dispatchOrder } from './dispatch-order.ts'
import { placeOrder } from './place-order.ts'

let database: TestDatabase
let pool: Pool
let test: TestShop

beforeAll(async () => {
  database = await createDatabase(inject('postgresUrl'))
  pool = new Pool({ connectionString: database.url })
  test = await openTestShop(pool)
  const { commandBus } = test.shop
  await commandBus.execute(openStock({ units: 10 }))
  await commandBus.execute(listProduct({ stockCode: '10001', description: 'ENAMEL MILK JUG' }))
})
afterAll(async () => {
  await test[Symbol.asyncDispose]()
  await pool.end()
  await database.drop()
})

const time = '2011-03-04T10:15:00Z'

function place(invoiceNo: string, quantity: number): Promise<unknown> {
  const line = { stockCode: '10001', description: 'ENAMEL MILK JUG', quantity, unitPriceMilli: 2_950 }
  return test.shop.commandBus.execute(
    placeOrder({ invoiceNo, invoicedAt: time, country: 'Norway', lines: [line] }),
  )
}

describe('cancelling an order', () => {
  it('gives the units back that it took from the stock', async () => {
    await place('200001', 10)
    await test.shop.commandBus.execute(cancelOrder({ invoiceNo: '200001', cancelledAt: time }))
    await place('200002', 10)
    await expect(place('200003', 1)).rejects.toMatchObject({ rule: 'INSUFFICIENT_STOCK' })
    await test.shop.commandBus.execute(cancelOrder({ invoiceNo: '200002', cancelledAt: time }))
  })

  it('goes to one of many who want it at once, or who dispatch it', async () => {
    await place('200010', 1)
    const seen = { invoiceNo: '200010', expectedVersion: 1 }
    const { commandBus } = test.shop
    const outcomes = await Promise.allSettled(
      Array.from({ length: 6 }, () => [
        commandBus.execute(cancelOrder({ ...seen, cancelledAt: time })),
        commandBus.execute(dispatchOrder({ ...seen, dispatchedAt: time })),
      ]).flat(),
    )
    const answers = outcomes.map((outcome) => {
      if (outcome.status === 'fulfilled') return 'done'
      return isUnoError(outcome.reason) ? outcome.reason.code : 'fault'
    })
    expect(answers.toSorted()).toEqual([...Array<string>(11).fill('ERR_CONCURRENCY'), 'done'])
    const isCancelled = answers.indexOf('done') % 2 === 0
    const returns = await test.shop.eventStore.streamState(streamId('return', 'C200010'))
    expect(returns.streamVersion).toBe(isCancelled ? 1 : 0)
  })
})
