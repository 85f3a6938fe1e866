import { createDatabase } from '@uno-ts/testing'
import { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { Ordering, reported } from '../../test/cache/ordering.ts'
import { whileOthersAsk } from '../../test/cache/while-others-ask.ts'
import { CutLine } from '../../test/cut-line.ts'
import { openTestShop, type TestShop } from '../../test/open-test-shop.ts'
import { openRedis } from '../database/open-redis.ts'

const resources = new AsyncDisposableStack()
const ordering = new Ordering()
let line: CutLine
let one: TestShop
let other: TestShop

beforeAll(async () => {
  const database = await createDatabase(inject('postgresUrl'))
  resources.defer(() => database.drop())
  line = resources.use(new CutLine(Number(new URL(inject('redisUrl')).port)))
  const redisUrl = (await line.open()).replace('http:', 'redis:')
  const openNode = async () => {
    const pool = new Pool({ connectionString: database.url })
    resources.defer(() => pool.end())
    const { client } = resources.use(await openRedis(redisUrl))
    return resources.use(await openTestShop(pool, client))
  }
  one = await openNode()
  other = await openNode()
  await ordering.begin(one)
})
afterAll(() => resources.disposeAsync())

describe('answers that two nodes keep in Redis', () => {
  it('are never older than what was ordered at either, while both are asked all the time', () =>
    whileOthersAsk([one, other], async () => {
      for (let round = 0; round < 4; round++) {
        const [here, there] = round % 2 === 0 ? [one, other] : [other, one]
        const { token, expected } = round % 3 === 2 ? await ordering.cancel(here) : await ordering.place(here)
        const truth = { ...expected, agree: true }
        expect(await Promise.all([reported(there, token), reported(here, token)])).toEqual([truth, truth])
      }
    }))

  it('are computed by one and given by the other', async () => {
    const { expected } = await ordering.place(one)
    for (const node of [one, other]) {
      await vi.waitFor(async () => expect(await reported(node)).toEqual({ ...expected, agree: true }), {
        timeout: 5_000,
      })
    }
    const url = '/api/products?limit=7'
    await one.server.inject(url)
    const before = other.shop.queryCache.statistics()
    await other.server.inject(url)
    const after = other.shop.queryCache.statistics()
    expect([after.hits - before.hits, after.misses - before.misses]).toEqual([1, 0])
  })

  it('are right while Redis is away, and when it is back', () =>
    whileOthersAsk([one, other], async () => {
      for (const step of ['cut', 'mend'] as const) {
        line[step]()
        for (const [here, there] of [
          [one, other],
          [other, one],
        ] as const) {
          const { token, expected } = await ordering.place(here)
          const truth = { ...expected, agree: true }
          expect(await reported(there, token)).toEqual(truth)
          await vi.waitFor(async () => expect(await reported(there)).toEqual(truth), { timeout: 8_000 })
        }
      }
    }))
})
