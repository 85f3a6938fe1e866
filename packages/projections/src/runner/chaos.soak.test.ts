import { describe, expect, it } from 'vitest'
import { runChaos } from '../../test/chaos/run-chaos.ts'

const seconds = Number(process.env.SOAK_SECONDS ?? 60)
/** 200,000 in the full soak. */
const events = Math.min(200_000, Math.max(5_000, seconds * 340))

describe(`four processes in ${seconds} s of chaos`, () => {
  it(`handle ${events} events exactly once, in the order of each stream`, async () => {
    const { done, retried, rows, accidents } = await runChaos({
      ms: seconds * 1_000,
      events,
      patienceMs: 30 * 60_000,
    })
    expect(done.restart).toBe(1)
    expect(done.kill).toBeGreaterThan(seconds / 10)
    expect(done.sleep).toBeGreaterThan(seconds / 10)
    expect(done.reset + done.cut + done.lostAnswer).toBeGreaterThan(seconds / 3)
    expect(retried).toBeGreaterThan(events / 100)
    for (const { found, expected } of Object.values(rows)) expect(found).toEqual(expected)
    expect(accidents).toEqual([])
  })
})
