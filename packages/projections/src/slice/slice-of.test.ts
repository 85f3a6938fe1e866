import { describe, expect, it } from 'vitest'
import { sliceOf } from './slice-of.ts'

describe('the slice of a key', () => {
  it('never changes', () => {
    expect(['', 'order-1', 'order-2', 'Größe', '🧾'].map((key) => sliceOf(key, 256))).toMatchInlineSnapshot(`
      [
        11,
        156,
        192,
        192,
        51,
      ]
    `)
  })

  it('is spread evenly', () => {
    const counts = Array.from({ length: 16 }, () => 0)
    for (let at = 0; at < 16_000; at += 1) {
      const slice = sliceOf(`order-${at}`, 16)
      counts[slice] = (counts[slice] ?? 0) + 1
    }
    expect(Math.min(...counts)).toBeGreaterThan(800)
    expect(Math.max(...counts)).toBeLessThan(1_200)
  })
})
