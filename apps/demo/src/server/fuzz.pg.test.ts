import { expect, inject, it } from 'vitest'
import { fuzzShop } from '../../test/fuzz/fuzz-shop.ts'

it('answers whatever it is sent as its description says: no fault of its own, every refusal a problem document', async () => {
  const { operations, requests } = await fuzzShop(inject('postgresUrl'), { runs: 25, withinMs: 4_000 })
  expect(operations).toBeGreaterThan(20)
  expect(requests).toBeGreaterThan(operations)
}, 60_000)
