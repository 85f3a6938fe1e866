import { getEventListeners } from 'node:events'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inOrder } from './in-order.ts'

/** Numbers from 0, and whether the source was closed. */
function numbers(count: number) {
  const source = { read: 0, closed: false }
  async function* read(): AsyncGenerator<number, void, undefined> {
    try {
      while (source.read < count) yield source.read++
    } finally {
      source.closed = true
    }
  }
  return { source, items: read() }
}

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = []
  for await (const item of items) all.push(item)
  return all
}

const double = async (number: number) => number * 2

describe('running in order', () => {
  it('gives the results in the order of the items, whatever the order in which runs end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.integer({ min: 0, max: 20 }),
        fc.integer({ min: 1, max: 8 }),
        fc.boolean(),
        async (scheduler, count, window, isAsync) => {
          const items = isAsync ? numbers(count).items : Array.from({ length: count }, (_, index) => index)
          const results = collect(
            inOrder(items, (item) => scheduler.schedule(Promise.resolve(item), `run ${item}`), { window }),
          )
          await scheduler.waitFor(results)
          expect(await results).toEqual(Array.from({ length: count }, (_, index) => index))
        },
      ),
    )
  })

  it('holds no more in hand than its window, and reads no further than results are taken', async () => {
    const { source, items } = numbers(100)
    const results = inOrder(items, double, { window: 5 })
    await results.next()
    await new Promise(setImmediate)
    expect(source.read).toBeLessThanOrEqual(7) // five in hand, one told, one being read
    await results.return()
  })

  it('gives a result at once while the source thinks about its next item', async () => {
    async function* oneAndSilence(): AsyncGenerator<number, void, undefined> {
      yield 1
      await new Promise(() => undefined)
    }
    const results = inOrder(oneAndSilence(), double, { window: 5 })
    expect(await results.next()).toEqual({ done: false, value: 2 })
    await results.return()
  })

  it('ends its source, tells runs that wait for a turn, and waits for those in hand when it is left', async () => {
    const { source, items } = numbers(100)
    const finish = Promise.withResolvers<number>()
    const signals: AbortSignal[] = []
    const results = inOrder(
      items,
      (item, _index, left) => {
        signals.push(left)
        return item === 0 ? new Promise((resolve) => setImmediate(resolve, item)) : finish.promise
      },
      { window: 3 },
    )
    await results.next()
    let left = false
    const leaving = results.return().then(() => (left = true))
    await new Promise(setImmediate)
    expect(signals.at(-1)?.aborted).toBe(true)
    expect(left).toBe(false)
    finish.resolve(7)
    await leaving
    expect(source.closed).toBe(true)
  })

  it('begins nothing after an abort, tells what was begun, and then throws the reason', async () => {
    const { source, items } = numbers(100)
    const controller = new AbortController()
    const told: number[] = []
    const reason = new Error('enough')
    const all = (async () => {
      for await (const result of inOrder(items, double, { window: 4, signal: controller.signal })) {
        told.push(result)
        if (result === 10) controller.abort(reason)
      }
    })()
    await expect(all).rejects.toBe(reason)
    expect(told).toEqual(told.map((_, index) => index * 2))
    expect(told.length).toBeLessThanOrEqual(6 + 4)
    expect(source.closed).toBe(true)
  })

  it('hears of an abort while the source thinks about its next item', async () => {
    async function* oneAndSilence(): AsyncGenerator<number, void, undefined> {
      yield 1
      await new Promise(() => undefined)
    }
    const controller = new AbortController()
    const results = inOrder(oneAndSilence(), double, { window: 5, signal: controller.signal })
    await results.next()
    const next = results.next()
    const reason = new Error('enough')
    controller.abort(reason)
    await expect(next).rejects.toBe(reason)
    expect(getEventListeners(controller.signal, 'abort')).toEqual([])
  })

  it('throws what its source throws, after the runs in hand', async () => {
    async function* broken(): AsyncGenerator<number, void, undefined> {
      yield 1
      throw new Error('the source is broken')
    }
    await expect(collect(inOrder(broken(), double, { window: 4 }))).rejects.toThrow('the source is broken')
  })
})
