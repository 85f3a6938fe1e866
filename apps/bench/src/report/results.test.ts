import { describe, expect, it } from 'vitest'
import type { Path } from '../suite/path.ts'
import { ratioOf, resultsOf } from './results.ts'

const path = (change: Partial<Path> = {}): Path => ({
  id: 'append-1',
  does: 'appends',
  unit: 'events/s',
  better: 'higher',
  targets: [{ ours: 'ours', against: 'raw', ratio: 0.8 }],
  open: () => Promise.reject(new Error('not opened here')),
  ...change,
})
const samples = new Map([
  ['ours', [80, 90, 100]],
  ['raw', [100, 400, 50]],
])

describe('results', () => {
  it('are the median, least and greatest figure of each contender', () => {
    const { measurements } = resultsOf('event-store', path(), samples)
    const facts = { suite: 'event-store', path: 'append-1', unit: 'events/s', better: 'higher', rounds: 3 }
    expect(measurements).toEqual([
      { ...facts, contender: 'ours', median: 90, min: 80, max: 100 },
      { ...facts, contender: 'raw', median: 100, min: 50, max: 400 },
    ])
  })

  it('compare the medians with each target', () => {
    const { comparisons } = resultsOf('event-store', path(), samples)
    expect(comparisons).toEqual([
      {
        suite: 'event-store',
        path: 'append-1',
        ours: 'ours',
        against: 'raw',
        better: 'higher',
        ratio: 0.9,
        target: 0.8,
        met: true,
      },
    ])
  })

  it('meet a target at its very value, and miss it below', () => {
    const met = (ratio: number): boolean | undefined =>
      resultsOf('s', path({ targets: [{ ours: 'ours', against: 'raw', ratio }] }), samples).comparisons[0]
        ?.met
    expect(met(0.9)).toBe(true)
    expect(met(0.901)).toBe(false)
  })

  it('tell the ratio of a pair that has no target', () => {
    const targets = [{ ours: 'ours', against: 'raw' }]
    expect(resultsOf('s', path({ targets }), samples).comparisons).toEqual([
      { suite: 's', path: 'append-1', ours: 'ours', against: 'raw', better: 'higher', ratio: 0.9 },
    ])
  })

  it('divide a ratio by that of another pair', () => {
    const more = new Map([...samples, ['ours, more', [40]], ['raw, more', [50]]])
    const relativeTo = { ours: 'ours', against: 'raw' }
    const targets = [{ ours: 'ours, more', against: 'raw, more', relativeTo, ratio: 0.85 }]
    expect(resultsOf('s', path({ targets }), more).comparisons).toMatchObject([
      { relativeTo, ratio: 0.8 / 0.9, target: 0.85, met: true },
    ])
  })

  it('refuse a target whose contender did not run', () => {
    const targets = [{ ours: 'ours', against: 'nobody', ratio: 1 }]
    expect(() => resultsOf('s', path({ targets }), samples)).toThrow(
      'expected a contender "nobody", found ours, raw',
    )
  })
})

describe('a ratio', () => {
  it('is ours by theirs where higher is better', () => expect(ratioOf(200, 100, 'higher')).toBe(2))
  it('is theirs by ours where lower is better', () => expect(ratioOf(50, 100, 'lower')).toBe(2))
})
