import { startPostgres, startRedis } from '@uno-ts/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { numberIn, order, told } from '../../test/browser/orders.ts'
import { startShop, startsWithinMs, type ShopProcess } from '../../test/browser/shop-process.ts'
import { Windows } from '../../test/browser/windows.ts'

const resources = new AsyncDisposableStack()
let windows: Windows
let one: ShopProcess
let other: ShopProcess

beforeAll(async () => {
  const [postgres, redis] = await Promise.all([startPostgres(), startRedis()])
  resources.defer(() => postgres.stop())
  resources.defer(() => redis.stop())
  const environment = { DATABASE_URL: postgres.url, REDIS_URL: redis.url }
  one = resources.use(await startShop(environment))
  other = resources.use(await startShop(environment))
  windows = resources.use(new Windows())
}, 2 * startsWithinMs)
afterAll(() => resources.disposeAsync())

describe('the page of a shop on two nodes', () => {
  it('shows at one node what is ordered at the other, and the figures with it', async () => {
    const { page, problems } = await windows.open(other.address)
    await expect.poll(() => numberIn(page, 'Sales')).toBeGreaterThan(0)
    const before = await numberIn(page, 'Sales')
    for (const invoiceNo of ['987101', '987102', '987103']) await order(one.address, invoiceNo)
    await told(page, '987103').waitFor({ timeout: 10_000 })
    await expect.poll(() => numberIn(page, 'Sales'), { timeout: 10_000 }).toBe(before + 3)
    expect(problems).toEqual([])
    await page.close()
  })

  it(
    'says that its node went away, and catches up when it is back, with nothing twice',
    async () => {
      const { page } = await windows.open(other.address)
      await expect.poll(() => numberIn(page, 'Sales')).toBeGreaterThan(0)
      const before = await numberIn(page, 'Sales')
      await order(one.address, '987201')
      await told(page, '987201').waitFor({ timeout: 10_000 })
      await expect.poll(() => numberIn(page, 'Sales'), { timeout: 10_000 }).toBe(before + 1)
      await other.stop()
      await page.getByText('What you see is how it was.').waitFor()
      const missed = ['987202', '987203', '987204']
      for (const invoiceNo of missed) await order(one.address, invoiceNo)
      await other.start()
      await page.getByText('3 events caught up.').waitFor({ timeout: 30_000 })
      for (const invoiceNo of ['987201', ...missed]) {
        await told(page, invoiceNo).waitFor()
        expect(await told(page, invoiceNo).count()).toBe(1)
      }
      await expect.poll(() => numberIn(page, 'Sales'), { timeout: 10_000 }).toBe(before + 1 + missed.length)
      await order(one.address, '987205')
      await told(page, '987205').waitFor({ timeout: 10_000 })
      await page.close()
    },
    2 * startsWithinMs,
  )
})
