import type { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openTestShop, type TestShop } from '../open-test-shop.ts'
import { Ordering, reported, tokenOf } from './ordering.ts'
import { whileOthersAsk } from './while-others-ask.ts'

/** Declares what a shop that keeps answers says after commands, on one database. */
export function describeCachedAnswers(
  name: string,
  open: () => Promise<{ readonly pool: Pool; close(): Promise<void> }>,
): void {
  describe(`kept answers, on ${name}`, () => {
    let database: Awaited<ReturnType<typeof open>>
    let test: TestShop
    const ordering = new Ordering()
    beforeAll(async () => {
      database = await open()
      test = await openTestShop(database.pool)
      await ordering.begin(test)
    })
    afterAll(async () => {
      await test[Symbol.asyncDispose]()
      if (!database.pool.ended) await database.pool.end()
      await database.close()
    })

    it('are never older than what was ordered by those who ask, while others ask all the time', () =>
      whileOthersAsk([test], async () => {
        for (let round = 0; round < 4; round++) {
          const { token, expected } =
            round % 3 === 2 ? await ordering.cancel(test) : await ordering.place(test)
          expect(await reported(test, token)).toEqual({ ...expected, agree: true })
        }
      }))

    it('are new for everybody a moment later, and given again', async () => {
      const { expected } = await ordering.place(test)
      await vi.waitFor(async () => expect(await reported(test)).toEqual({ ...expected, agree: true }), {
        timeout: 5_000,
      })
      // Changes that were told last may still drop what was asked for just now.
      await vi.waitFor(async () => {
        const before = test.shop.queryCache.statistics()
        expect(await reported(test)).toEqual({ ...expected, agree: true })
        const after = test.shop.queryCache.statistics()
        expect([after.hits - before.hits, after.misses - before.misses]).toEqual([6, 0])
      })
      expect(await test.ask('/api/progress')).toMatchObject({
        cache: { hits: test.shop.queryCache.statistics().hits },
      })
    })

    it('of one customer stay when another one orders', async () => {
      const { queryCache } = test.shop
      const misses = () => queryCache.statistics().byType['GetCustomer']?.misses
      await reported(test)
      const before = misses()
      const headers = { 'content-type': 'application/json' }
      const payload = { customerId: '20002', country: 'Norway' }
      const register = { method: 'POST', url: '/api/customers', headers, payload } as const
      const token = tokenOf(await test.server.inject(register))
      const after = { 'uno-consistency-token': token }
      await test.server.inject({ url: '/api/customers', headers: after })
      await vi.waitFor(async () => {
        const { items } = (await test.server.inject('/api/customers')).json<{ items: unknown[] }>()
        expect(items).toHaveLength(2)
      })
      await test.server.inject('/api/customers/20001')
      expect(misses()).toBe(before)
    })
  })
}
