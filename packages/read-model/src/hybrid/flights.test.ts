import { describe, expect, it } from 'vitest'
import { Flights } from './flights.ts'

/** What is read one after the other: each read is answered when its turn comes. */
function openFlights() {
  const flights = new Flights<number>()
  const reads: PromiseWithResolvers<ReadonlyMap<string, number>>[] = []
  const join = (keys: readonly string[], holds: boolean) =>
    flights.join(
      keys,
      () => {
        const read = Promise.withResolvers<ReadonlyMap<string, number>>()
        reads.push(read)
        return read.promise
      },
      () => holds,
    )
  return { flights, reads, join }
}

describe('reads that are under way', () => {
  it('are joined by who asks for the same, when their answer holds for him', async () => {
    const { reads, join } = openFlights()
    const answers = [join(['a'], true), join(['a'], true), join(['a', 'a'], true)]
    reads[0]?.resolve(new Map([['a', 1]]))

    expect(await Promise.all(answers)).toEqual([[1], [1], [1, 1]])
    expect(reads).toHaveLength(1)
  })

  it('are followed by one more for all who joined, when another process may have written before they came', async () => {
    const { reads, join } = openFlights()
    const first = join(['a'], false)
    const joined = [join(['a', 'b'], false), join(['a'], false)]
    reads[0]?.resolve(new Map([['a', 1]]))
    reads[1]?.resolve(new Map([['b', 7]]))
    expect(await first).toEqual([1])
    await expect.poll(() => reads.length).toBe(3)
    reads[2]?.resolve(new Map([['a', 2]]))

    expect(await Promise.all(joined)).toEqual([[2, 7], [2]])
    expect(reads).toHaveLength(3)
  })

  it('tell all who joined of their failure, and are begun anew after it', async () => {
    const { reads, join } = openFlights()
    const failing = Promise.allSettled([join(['a'], true), join(['a'], true)])
    reads[0]?.reject(new Error('away'))
    expect((await failing).map(({ status }) => status)).toEqual(['rejected', 'rejected'])

    const again = join(['a'], true)
    reads[1]?.resolve(new Map([['a', 3]]))
    expect(await again).toEqual([3])
  })
})
