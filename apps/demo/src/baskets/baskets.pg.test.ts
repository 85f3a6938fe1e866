import { createDatabase } from '@uno-ts/testing'
import { projectionId } from '@uno-ts/types'
import { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { BasketsOracle } from '../../test/baskets-oracle.ts'
import { openTestShop, type TestShop } from '../../test/open-test-shop.ts'
import { generateRetail, parseRetail } from '../../test/retail.ts'

const database = await createDatabase(inject('postgresUrl'))
const pool = new Pool({ connectionString: database.url })
const text = generateRetail({ lines: 1_200, seed: 11 })
const oracle = new BasketsOracle(parseRetail(text))
let test: TestShop

beforeAll(async () => {
  test = await openTestShop(pool)
  await test.importText(text)
})
afterAll(async () => {
  await test[Symbol.asyncDispose]()
  await pool.end()
  await database.drop()
})

const ask = (path: string) => test.ask(`/api/${path}`)

async function together(code: string, limit = 1_000): Promise<unknown> {
  const answer = (await ask(`products/${code}/bought-together?limit=${limit}`)) as {
    readonly items: readonly { readonly code: string; readonly weight: number }[]
  }
  return answer.items.map((item) => ({ code: item.code, weight: item.weight }))
}

const everything = () => Promise.all(oracle.codes.map((code) => together(code)))
const expected = oracle.codes.map((code) => oracle.companions(code))

describe('what was bought together', () => {
  it('is counted in baskets, as pair by pair', async () => {
    expect(oracle.codes.length).toBeGreaterThan(8)
    expect(await everything()).toEqual(expected)
    const [code = ''] = oracle.codes
    expect(await together(code, 2)).toEqual(oracle.companions(code).slice(0, 2))
  })

  it('stays the same when the file is imported again, and when it is projected anew', async () => {
    await test.importText(text)
    expect(await everything()).toEqual(expected)
    await test.shop.projectionRunner.rebuild(projectionId('basket-lines'))
    expect(await everything()).toEqual(expected)
  })

  it('is not asked of what is no product', async () => {
    expect(await ask('products/POST/bought-together')).toMatchObject({ status: 404 })
    expect(await ask('products/99999/bought-together')).toMatchObject({ status: 404 })
    expect(await ask('products/10001/bought-together?limit=0')).toMatchObject({ status: 400 })
  })
})

describe('how products hang together', () => {
  it('is told by the fewest steps, of several ways by the first', async () => {
    const weights = oracle.companions(oracle.codes[0] ?? '').map(({ weight }) => weight)
    const hops = new Set<number | null>()
    for (const minWeight of new Set([1, weights[1] ?? 1, weights[0] ?? 1, (weights[0] ?? 1) + 3])) {
      for (const from of oracle.codes) {
        for (const to of oracle.codes.slice(0, 4)) {
          const answer = (await ask(`graph/path?from=${from}&to=${to}&minWeight=${minWeight}`)) as {
            readonly path: readonly string[] | null
            readonly hops: number | null
            readonly weights: readonly number[]
          }
          expect(answer.path).toEqual(oracle.path(from, to, minWeight))
          expect(answer.hops).toBe(answer.path === null ? null : answer.path.length - 1)
          expect(answer.weights.every((weight) => weight >= minWeight)).toBe(true)
          hops.add(answer.hops)
        }
      }
    }
    expect([...hops]).toEqual(expect.arrayContaining([0, 1, 2, null]))
  })

  it('refuses what is no question', async () => {
    expect(await ask('graph/path?from=10001')).toMatchObject({ status: 400 })
    expect(await ask('graph/path?from=10001&to=10002&minWeight=0')).toMatchObject({ status: 400 })
    expect(await ask(`graph/path?from=${encodeURIComponent("' or 1=1 --")}&to=10002`)).toEqual({
      path: null,
      hops: null,
      weights: [],
    })
  })
})
