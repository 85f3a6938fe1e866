import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStore, type OpenStore } from '../test/open-store.ts'
import { sameOutcomes } from '../test/same-outcomes/same-outcomes.ts'

let open: OpenStore

beforeAll(async () => {
  open = await openStore()
})
afterAll(() => open.close())

describe('random calls on a native server', () => {
  it('come to the same as on the twin in memory', async () => {
    expect(await sameOutcomes(open.pool, { runs: 60, timeMs: 8_000 })).toBeGreaterThan(3)
  })
})
