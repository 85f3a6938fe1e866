import type { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listProduct } from '../src/products/list-product.ts'
import { openTestShop, type TestShop } from './open-test-shop.ts'

const goods = [
  ['10001', 'RED LUNCH BAG'],
  ['10002', 'LUNCH BAG BLUE'],
  ['10003', 'LUNCH BOX'],
  ['10004', 'ENAMEL MILK JUG'],
] as const

/** Lists a few goods and a service, and sells each under its name. */
export async function listGoods(test: TestShop): Promise<void> {
  const { shop } = test
  const all = [...goods, ['POST', 'LUNCH BAG POSTAGE'] as const]
  for (const [stockCode, description] of all) {
    await shop.commandBus.execute(listProduct({ stockCode, description }))
  }
  const lines = all.map(([code, name]) => `100001,${code},${name},1,2011-03-04 10:15:00,1.5,17850.0,Norway`)
  await test.importText(
    ['InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country', ...lines, ''].join(
      '\n',
    ),
  )
  await shop.projectionRunner.caughtUp()
}

/** Declares what is asked for products like another one. */
export function describeSimilarProducts(
  name: string,
  open: () => Promise<{ readonly pool: Pool; close(): Promise<void> }>,
): void {
  describe(`products like another one, on ${name}`, () => {
    let database: Awaited<ReturnType<typeof open>>
    let test: TestShop
    beforeAll(async () => {
      database = await open()
      test = await openTestShop(database.pool)
      await listGoods(test)
    })
    afterAll(async () => {
      await test[Symbol.asyncDispose]()
      if (!database.pool.ended) await database.pool.end()
      await database.close()
    })

    const codesLike = async (code: string, query = ''): Promise<readonly string[]> => {
      const { items } = (await test.ask(`/api/products/${code}/similar${query}`)) as {
        readonly items: readonly { readonly code: string }[]
      }
      return items.map((item) => item.code)
    }

    it('have names like its name, and are no services', async () => {
      expect(await codesLike('10001')).toEqual(['10002', '10003', '10004'])
      expect(await codesLike('10001', '?limit=1')).toEqual(['10002'])
    })

    it('are told to many at once, and found when they are new', async () => {
      const answers = await Promise.all(Array.from({ length: 5 }, () => codesLike('10002', '?limit=1')))
      expect(answers).toEqual(Array.from({ length: 5 }, () => ['10001']))
      await test.importText(
        `InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
100002,10005,BLUE LUNCH BAG,1,2011-03-05 10:15:00,1.5,17850.0,Norway
`,
      )
      await test.shop.projectionRunner.caughtUp()
      expect(await codesLike('10002', '?limit=1')).toEqual(['10005'])
    })

    it('are not asked of what is no product', async () => {
      for (const code of ['POST', '99999']) {
        expect(await test.ask(`/api/products/${code}/similar`)).toMatchObject({ status: 404 })
      }
    })
  })
}
