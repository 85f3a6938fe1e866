import { streamId } from '@uno-ts/types'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fillLog } from '../../test/memory/fill-log.ts'
import { readInAProcess, type WayToRead } from '../../test/memory/way-to-read.ts'
import { openStore, type OpenStore } from '../../test/open-store.ts'

const events = 60_000
const mib = 1_048_576

let open: OpenStore
beforeAll(async () => {
  open = await openStore()
  await fillLog(open.pool, events)
})
afterAll(() => open.close())

describe('the memory of a process that reads many events', () => {
  it.each<[WayToRead, number]>([
    ['readAll', events],
    ['readStream', events / 2],
    ['subscribe slowly', events],
  ])('does not grow with them: %s', async (way, count) => {
    const reading = await readInAProcess(open.url, way, count)
    expect(reading.events).toBe(count)
    expect(reading.grownBytes).toBeLessThan(8 * mib)
    expect(reading.busyConnections).toBe(0)
  })
})

describe('a reader that leaves in the middle', () => {
  const readers: Readonly<Record<string, (signal: AbortSignal) => AsyncIterable<unknown>>> = {
    readAll: (signal) => open.store.readAll({ signal }),
    readStream: (signal) => open.store.readStream(streamId('long', '1'), { signal }),
    subscribe: (signal) => open.store.subscribe({ signal }),
  }
  const allIdle = (): boolean => open.pool.idleCount === open.pool.totalCount && open.pool.waitingCount === 0

  it.each(Object.keys(readers))('by break gives its connection back: %s', async (name) => {
    for (let time = 0; time < 30; time++) {
      let read = 0
      for await (const _ of readers[name]?.(new AbortController().signal) ?? []) {
        read += 1
        if (read > time % 3) break
      }
      expect(read).toBeGreaterThan(0)
    }
    await expect.poll(allIdle, { timeout: 2_000 }).toBe(true)
  })

  it.each(Object.keys(readers))('by abort gives its connection back: %s', async (name) => {
    for (let time = 0; time < 30; time++) {
      const stop = new AbortController()
      const reading = (async () => {
        for await (const _ of readers[name]?.(stop.signal) ?? [])
          if (time % 2 === 0) stop.abort(new Error('enough'))
      })()
      if (time % 2 === 1) stop.abort(new Error('enough')) // before the first page is there
      await expect(reading).rejects.toThrow('enough')
    }
    await expect.poll(allIdle, { timeout: 2_000 }).toBe(true)
  })
})
