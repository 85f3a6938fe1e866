import { describe, expect, it } from 'vitest'
import { Arrivals } from './arrivals.ts'

const at = (version: number, atMs = version) => ({ stream: 'a', version, atMs })

describe('arrivals', () => {
  it('are waited for, and told by their times', async () => {
    const arrivals = new Arrivals()
    arrivals.report(at(1, 10))
    const both = arrivals.upTo('a', 2)
    arrivals.report({ stream: 'b', version: 1, atMs: 15 })
    arrivals.report(at(2, 20))
    expect(await both).toEqual([10, 20])
    expect(await arrivals.upTo('b', 1)).toEqual([15])
  })

  it.each([
    ['twice', [at(1), at(1), at(2)]],
    ['out of order', [at(2), at(1)]],
    ['with one missing', [at(1), at(3)]],
  ])('count for nothing when they come %s', async (_, reported) => {
    const arrivals = new Arrivals()
    for (const arrival of reported) arrivals.report(arrival)
    await expect(arrivals.upTo('a', 2)).rejects.toThrow('expected events 1 to 2 of a once and in order')
  })
})
