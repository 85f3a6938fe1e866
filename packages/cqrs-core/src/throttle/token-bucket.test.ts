import { ManualClock } from '@uno-ts/testing'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TokenBucket } from './token-bucket.ts'

describe('a token bucket', () => {
  it('gives its burst at once, and then a token whenever one has flowed in', () => {
    const clock = new ManualClock()
    const bucket = new TokenBucket({ perSecond: 4, burst: 2 }, clock.now())
    bucket.take(clock.now())
    bucket.take(clock.now())
    expect(bucket.waitMs(clock.now())).toBe(250)
    expect(() => bucket.take(clock.now())).toThrow(RangeError)
    clock.advance(100)
    expect(bucket.waitMs(clock.now())).toBeCloseTo(150)
    clock.advance(150)
    expect(bucket.waitMs(clock.now())).toBe(0)
  })

  it('holds as much as flows in within a second when nothing else is said', () => {
    expect(new TokenBucket({ perSecond: 5 }, 0).waitMs(0, 5)).toBe(0)
    expect(new TokenBucket({ perSecond: 5 }, 0).waitMs(0, 6)).toBe(200)
    expect(new TokenBucket({ perSecond: 0.5 }, 0).waitMs(0, 1)).toBe(0)
  })

  it('never exceeds its rate in any span of time, and is not slower than it', () => {
    const rate = fc.record({
      perSecond: fc.double({ min: 0.5, max: 5_000, noNaN: true }),
      burst: fc.double({ min: 1, max: 50, noNaN: true }),
    })
    const pauses = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 200 })
    fc.assert(
      fc.property(rate, pauses, (limit, passes) => {
        const clock = new ManualClock()
        const bucket = new TokenBucket(limit, clock.now())
        const takenAt: number[] = []
        for (const ms of passes) {
          clock.advance(ms)
          for (let tries = 0; tries < 3; tries++) {
            const waitMs = bucket.waitMs(clock.now())
            if (waitMs > 0) clock.advance(Math.ceil(waitMs)) // as a timer wakes: not too early
            bucket.take(clock.now())
            takenAt.push(clock.now())
          }
        }
        for (const [from, start] of takenAt.entries()) {
          for (const [more, end] of takenAt.slice(from).entries()) {
            const seconds = (end - start) / 1_000
            if (more + 1 <= limit.burst + seconds * limit.perSecond + 1e-6) continue
            expect.fail(`${more + 1} were taken within ${seconds} s`)
          }
        }
      }),
      { numRuns: 50 },
    )
  })

  it('gives nothing for a clock that is set back', () => {
    const bucket = new TokenBucket({ perSecond: 1, burst: 1 }, 10_000)
    bucket.take(10_000)
    expect(bucket.waitMs(5_000)).toBe(1_000)
    expect(bucket.waitMs(6_000)).toBe(0)
  })

  it('is never one that gives nothing', () => {
    expect(() => new TokenBucket({ perSecond: 0 }, 0)).toThrow('expected more than 0 a second, found 0')
    expect(() => new TokenBucket({ perSecond: 1, burst: 0.5 }, 0)).toThrow('expected a burst of 1 or more')
  })
})
