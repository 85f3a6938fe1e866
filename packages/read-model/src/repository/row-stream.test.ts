import { describe, expect, it } from 'vitest'
import type { FoundRows } from './found-rows.ts'
import { RowStream } from './row-stream.ts'

const pageOf = (...rows: number[]): FoundRows<number> => ({
  length: rows.length,
  row: (index) => {
    const row = rows[index]
    if (row === undefined || row < 0) throw new Error(`row ${row} cannot be decoded`)
    return row
  },
  record: () => ({}),
})

/** Pages that know whether they were begun and ended. */
function pages(...all: (FoundRows<number> | Error)[]) {
  const seen = { opened: 0, closed: 0 }
  const open = async function* (): AsyncGenerator<FoundRows<number>, void, undefined> {
    seen.opened++
    try {
      for (const page of all) {
        await new Promise((resolve) => setImmediate(resolve))
        if (page instanceof Error) throw page
        yield page
      }
    } finally {
      seen.closed++
    }
  }
  return { open, seen }
}

const stream = (open: ReturnType<typeof pages>['open'], signal?: AbortSignal) => new RowStream(open, signal)

describe('a stream of rows', () => {
  it('gives the rows of all pages in order, empty ones included, and reads nothing before it is asked', async () => {
    const { open, seen } = pages(pageOf(1, 2), pageOf(), pageOf(3))
    const rows = stream(open)
    expect(seen.opened).toBe(0)
    expect(await Array.fromAsync(rows)).toEqual([1, 2, 3])
    expect(seen).toEqual({ opened: 1, closed: 1 })
    expect(await rows.next()).toEqual({ done: true, value: undefined })
  })

  it('gives steps that are asked for together one after the other', async () => {
    const { open } = pages(pageOf(1, 2), pageOf(3))
    const rows = stream(open)
    const steps = await Promise.all(Array.from({ length: 5 }, () => rows.next()))
    expect(steps.map(({ value }) => value)).toEqual([1, 2, 3, undefined, undefined])
    expect(steps.map(({ done }) => done)).toEqual([false, false, false, true, true])
  })

  it('ends its pages when it is left early, also while a page is on its way', async () => {
    const { open, seen } = pages(pageOf(1, 2), pageOf(3))
    for await (const row of stream(open)) if (row === 1) break
    expect(seen.closed).toBe(1)
    const rows = stream(open)
    const first = rows.next()
    expect(await rows.return()).toEqual({ done: true, value: undefined })
    expect(await first).toEqual({ done: false, value: 1 })
    expect(await rows.next()).toEqual({ done: true, value: undefined })
    expect(seen.closed).toBe(2)
  })

  it('is never begun when it is ended before', async () => {
    const { open, seen } = pages(pageOf(1))
    const rows = stream(open)
    await rows.return()
    expect(await rows.next()).toEqual({ done: true, value: undefined })
    expect(seen.opened).toBe(0)
  })

  it('throws the reason of its signal between two rows of a page, and has ended then', async () => {
    const { open, seen } = pages(pageOf(1, 2, 3))
    const stop = new AbortController()
    const rows = stream(open, stop.signal)
    await rows.next()
    stop.abort(new Error('enough'))
    await expect(rows.next()).rejects.toThrow('enough')
    expect(seen.closed).toBe(1)
    expect(await rows.next()).toEqual({ done: true, value: undefined })
  })

  it.each([
    ['a page cannot be read', [pageOf(1), new Error('gone')], 'gone'],
    ['a row cannot be decoded', [pageOf(1, -1, 2), pageOf(3)], 'row -1 cannot be decoded'],
  ])('fails once when %s, and has ended then', async (_what, all, message) => {
    const { open, seen } = pages(...all)
    const rows = stream(open)
    expect((await rows.next()).value).toBe(1)
    await expect(rows.next()).rejects.toThrow(message)
    expect(await rows.next()).toEqual({ done: true, value: undefined })
    expect(seen.closed).toBe(1)
  })
})
