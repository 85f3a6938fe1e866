import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { WaitingList } from './waiting-list.ts'

const ageingMs = 1_000

describe('a waiting list', () => {
  it('gives the most urgent first, and among equals the first to come', () => {
    const list = new WaitingList<string>(ageingMs)
    list.add('low', 3, 0)
    list.add('normal', 1, 0)
    list.add('normal too', 1, 0)
    list.add('urgent', 0, 0)
    expect([list.take(), list.take(), list.take(), list.take(), list.take()]).toEqual([
      'urgent',
      'normal',
      'normal too',
      'low',
      undefined,
    ])
  })

  it('lets who has waited long enough go before who is more urgent', () => {
    const list = new WaitingList<string>(ageingMs)
    list.add('patient', 2, 0)
    list.add('in time to overtake', 0, 1_999)
    list.add('too late to overtake', 0, 2_001)
    expect([list.take(), list.take(), list.take()]).toEqual([
      'in time to overtake',
      'patient',
      'too late to overtake',
    ])
  })

  it('starves nobody: nothing is overtaken by what came later than its levels allow', () => {
    const step = fc.record({
      take: fc.boolean(),
      level: fc.integer({ min: 0, max: 3 }),
      passesMs: fc.integer({ min: 0, max: 900 }),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const list = new WaitingList<{ level: number; came: number }>(ageingMs)
        const waiting = new Set<{ level: number; came: number }>()
        let now = 0
        for (const { take, level, passesMs } of steps) {
          now += passesMs
          if (!take) {
            const item = { level, came: now }
            list.add(item, level, now)
            waiting.add(item)
            continue
          }
          const taken = list.take()
          expect(taken === undefined).toBe(waiting.size === 0)
          if (taken === undefined) continue
          waiting.delete(taken)
          for (const other of waiting) {
            if (other.came >= taken.came) continue // taken was first
            expect(taken.came - other.came).toBeLessThanOrEqual((other.level - taken.level) * ageingMs)
          }
        }
        expect(list.size).toBe(waiting.size)
      }),
    )
  })

  it('forgets who has left, and all when it is cleared', () => {
    const list = new WaitingList<string>(ageingMs)
    list.add('stays', 3, 0)
    list.add('leaves', 3, 0)
    list.remove('leaves')
    list.remove('was never there')
    expect(list.size).toBe(1)
    expect(list.clear()).toEqual(['stays'])
    expect(list.take()).toBeUndefined()
  })
})
