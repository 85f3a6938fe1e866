import { describe, expect, it } from 'vitest'
import { readAhead } from './read-ahead.ts'

/** Pages 1 to `last`, and which of them were asked for. */
function source(last: number) {
  const asked: number[] = []
  const read = (previous = 0): Promise<number> | undefined => {
    if (previous === last) return undefined
    asked.push(previous + 1)
    return Promise.resolve(previous + 1)
  }
  return { asked, read }
}

describe('reading ahead', () => {
  it('gives all pages in their order', async () => {
    for (const concurrent of [true, false]) {
      expect(await Array.fromAsync(readAhead(source(5).read, { concurrent }))).toEqual([1, 2, 3, 4, 5])
      expect(await Array.fromAsync(readAhead(source(0).read, { concurrent }))).toEqual([])
    }
  })

  it('asks for one page more than the consumer has, from the second on', async () => {
    const { asked, read } = source(5)
    const seen: string[] = []
    for await (const page of readAhead(read, { concurrent: true })) seen.push(`${page} of ${asked.length}`)
    expect(seen).toEqual(['1 of 1', '2 of 3', '3 of 4', '4 of 5', '5 of 5'])
  })

  it('asks for no page more inside a transaction', async () => {
    const { asked, read } = source(3)
    for await (const page of readAhead(read, { concurrent: false })) expect(asked).toHaveLength(page)
  })

  it('asks for nothing more when the consumer leaves', async () => {
    const { asked, read } = source(9)
    for await (const page of readAhead(read, { concurrent: true })) if (page === 3) break
    expect(asked).toEqual([1, 2, 3, 4])
  })

  it('lets a consumer that leaves wait for the page under way, whatever becomes of it', async () => {
    const late = Promise.withResolvers<number>()
    let left = false
    const leaving = (async () => {
      const pages = readAhead(
        (previous: number | undefined) =>
          previous === 2 ? late.promise : Promise.resolve((previous ?? 0) + 1),
        {
          concurrent: true,
        },
      )
      for await (const page of pages) if (page === 2) break
      left = true
    })()
    await new Promise(setImmediate)
    expect(left).toBe(false)
    late.reject(new Error('the connection is gone'))
    await leaving
    expect(left).toBe(true)
  })

  it('throws what a page has thrown when its turn has come', async () => {
    const seen: number[] = []
    const failing = (async () => {
      const read = (previous = 0): Promise<number> =>
        previous === 2 ? Promise.reject(new Error('page 3 is lost')) : Promise.resolve(previous + 1)
      for await (const page of readAhead(read, { concurrent: true })) {
        await new Promise(setImmediate)
        seen.push(page)
      }
    })()
    await expect(failing).rejects.toThrow('page 3 is lost')
    expect(seen).toEqual([1, 2])
  })
})
