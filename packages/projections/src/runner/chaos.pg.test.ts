import { describe, expect, it } from 'vitest'
import { runChaos } from '../../test/chaos/run-chaos.ts'

describe('four processes in a moment of chaos', () => {
  it('leave every effect exactly once, in the order of each stream', async () => {
    const { done, retried, rows, accidents } = await runChaos({
      ms: 4_000,
      events: 3_000,
      patienceMs: 60_000,
    })
    expect(Object.values(done).every((times) => times > 0)).toBe(true)
    expect(retried).toBeGreaterThan(25)
    for (const { found, expected } of Object.values(rows)) expect(found).toEqual(expected)
    expect(accidents).toEqual([])
  }, 120_000) // seconds on a machine that does nothing else
})
