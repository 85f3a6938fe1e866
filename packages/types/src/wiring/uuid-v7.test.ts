import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { uuidV7Source } from './uuid-v7.ts'

const v7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

describe('a source of UUIDv7', () => {
  it('writes the time, the version and the variant where RFC 9562 puts them', () => {
    const id = uuidV7Source({ now: () => 0x0123_4567_89ab })()

    expect(id).toMatch(v7)
    expect(id.slice(0, 13)).toBe('01234567-89ab')
  })

  it('ascends within a millisecond, and beyond what its counter can hold', () => {
    const newId = uuidV7Source({ now: () => 1_000 })
    const ids = Array.from({ length: 10_000 }, newId)

    expect(ids).toEqual(ids.toSorted())
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.every((id) => v7.test(id))).toBe(true)
  })

  it('ascends when the clock steps back', () => {
    const times = [5_000, 3_000, 4_999, 5_001]
    const newId = uuidV7Source({ now: () => times.shift() ?? 0 })
    const ids = Array.from({ length: 4 }, newId)

    expect(ids).toEqual(ids.toSorted())
  })

  it('differs from other sources at the same time', () => {
    const clock = { now: () => 1_000 }

    expect(uuidV7Source(clock)()).not.toBe(uuidV7Source(clock)())
  })

  it('ascends and keeps its form whatever the clock does', () => {
    const time = fc.oneof(
      fc.integer({ min: 0, max: 20 }),
      fc.nat({ max: 2 ** 47 }),
      fc.double({ min: 0, max: 1e12, noNaN: true }),
    )
    fc.assert(
      fc.property(fc.array(time, { minLength: 1, maxLength: 40 }), fc.nat({ max: 5_000 }), (times, more) => {
        const rest = [...times]
        const newId = uuidV7Source({ now: () => rest.shift() ?? times.at(-1) ?? 0 })
        const ids = Array.from({ length: times.length + more }, newId)
        expect(ids.every((id) => v7.test(id))).toBe(true)
        expect(ids.every((id, index) => index === 0 || id > (ids[index - 1] ?? ''))).toBe(true)
      }),
      { numRuns: 40 },
    )
  })
})
