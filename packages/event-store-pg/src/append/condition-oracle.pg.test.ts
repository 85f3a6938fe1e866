import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStore, type OpenStore } from '../../test/open-store.ts'
import { runOracle } from '../../test/oracle/run-oracle.ts'

let open: OpenStore
beforeAll(async () => {
  open = await openStore()
})
afterAll(() => open.close())

describe('eight processes that decide at random', () => {
  it('leave a log in which no condition was passed by a matching event, and every reading was complete', async () => {
    const seed = Math.floor(Math.random() * 1_000_000)
    const verdict = await runOracle({ url: open.url, pool: open.pool, processes: 8, ms: 4_000, seed })
    expect(verdict.violations, `with seed ${seed}`).toEqual([])
    expect(verdict.decided).toBeGreaterThan(20)
    expect(verdict.refused).toBeGreaterThan(5)
  }, 60_000)
})
