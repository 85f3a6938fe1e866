import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { startPostgres, type PostgresServer } from '@uno-ts/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { fuzzShop } from '../../test/fuzz/fuzz-shop.ts'

const seconds = Number(process.env['SOAK_SECONDS'] ?? 60)

let postgres: PostgresServer

beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres.stop())

it('answers whatever it is sent, for as long as it is, in bounded memory', async () => {
  await fuzzShop(postgres.url, { runs: 20, withinMs: 10_000 }) // what is loaded once
  const before = heapKept()
  const { requests } = await fuzzShop(postgres.url, { runs: 1_000_000, withinMs: seconds * 1_000 })
  expect(requests).toBeGreaterThan(seconds)
  expect(heapKept() - before).toBeLessThan(64 * 1_048_576)
})

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** What is in use when everything else is gone, in bytes. */
function heapKept(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed
}
