import { describe, expect, it } from 'vitest'
import { sequentialIds } from '../id/sequential-ids.ts'
import { ManualClock } from './manual-clock.ts'

describe('a manual clock', () => {
  it('moves only when it is told to', () => {
    const clock = new ManualClock('2026-03-01T00:00:00Z')
    expect(clock.date.toISOString()).toBe('2026-03-01T00:00:00.000Z')
    clock.advance(1500)
    expect(clock.date.toISOString()).toBe('2026-03-01T00:00:01.500Z')
    clock.set(7)
    expect(clock.now()).toBe(7)
  })

  it('refuses to advance backwards and to be set to no time', () => {
    const clock = new ManualClock()
    for (const ms of [-1, Number.NaN, Infinity]) expect(() => clock.advance(ms)).toThrow('advances')
    expect(() => clock.set('soon')).toThrow('valid time')
  })
})

describe('sequential ids', () => {
  it('count, as UUIDs', () => {
    const newId = sequentialIds()
    expect([newId(), newId()]).toEqual([
      '00000000-0000-7000-8000-000000000001',
      '00000000-0000-7000-8000-000000000002',
    ])
    expect(sequentialIds({ start: 41 })()).toMatch(/041$/)
  })
})
