import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStore, type OpenStore } from '../../test/open-store.ts'
import { bigintArray, intArray, textArray } from './binary-array.ts'

let open: OpenStore
beforeAll(async () => {
  open = await openStore()
})
afterAll(() => open.close())

async function received(type: string, array: Buffer): Promise<unknown> {
  const { rows } = await open.pool.query(`select to_json($1::${type}[]) as list`, [array])
  return rows[0].list
}

describe('an array on the wire', () => {
  it('brings every text, and what is no text', async () => {
    const texts = ['', 'plain', 'a "quote", {braces} and \\ backslash', 'größer, 東京, 🛒', 'null', null]
    expect(await received('text', textArray(texts))).toEqual(texts)
  })

  it('brings documents to the letter', async () => {
    const documents = ['{"b":1,  "a":"\\u0000"}', '"\\ud83d"', 'null', '[1e3]']
    const { rows } = await open.pool.query('select array(select d::text from unnest($1::json[]) d) as list', [
      textArray(documents, { of: 'json' }),
    ])
    expect(rows[0].list).toEqual(documents)
  })

  it('brings whole numbers, negative ones and those beyond 32 bits', async () => {
    expect(await received('int', intArray([0, -1, 2 ** 31 - 1, -(2 ** 31)]))).toEqual([
      0,
      -1,
      2 ** 31 - 1,
      -(2 ** 31),
    ])
    const numbers = [0, -2, 2 ** 32, 2 ** 32 - 1, -(2 ** 40) - 1, Number.MAX_SAFE_INTEGER]
    expect(await received('bigint', bigintArray(numbers))).toEqual(numbers)
  })

  it('is an empty array when there is nothing in it', async () => {
    expect(await received('text', textArray([]))).toEqual([])
  })
})
