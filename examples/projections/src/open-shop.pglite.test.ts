import { projectionId, streamId } from '@uno-ts/types'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openShop, type Shop } from './open-shop.ts'
import { someSales } from './sales.ts'

describe('the read models of sales', () => {
  let shop: Shop
  beforeAll(async () => {
    shop = await openShop()
    await shop.eventStore.append(streamId('sales', '1'), someSales, { expectedVersion: 'no-stream' })
  })
  afterAll(() => shop[Symbol.asyncDispose]())

  const units = async () =>
    (await shop.pool.query('select sku, units::int from units_by_product order by sku')).rows
  const expected = [
    { sku: 'jug', units: 1 },
    { sku: 'mug', units: 9 },
  ]

  it('count what is out', async () => {
    await shop.runner.caughtUp()
    expect(await units()).toEqual(expected)
  })

  it('know what customers did last', async () => {
    await shop.runner.caughtUp()
    const { rows } = await shop.pool.query('select customer, last_sku, returns from customers order by 1')
    expect(rows).toEqual([
      { customer: 'Ada', last_sku: 'jug', returns: 0 },
      { customer: 'Eve', last_sku: 'mug', returns: 1 },
    ])
  })

  it('are the same again after a rebuild', async () => {
    await shop.runner.caughtUp()
    await shop.pool.query('update units_by_product set units = 99')
    await shop.runner.rebuild(projectionId('units-by-product'))
    await shop.runner.caughtUp()
    expect(await units()).toEqual(expected)
  })
})
