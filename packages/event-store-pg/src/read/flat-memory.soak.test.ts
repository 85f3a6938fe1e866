import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fillLog } from '../../test/memory/fill-log.ts'
import { readInAProcess, type WayToRead } from '../../test/memory/way-to-read.ts'
import { openServer, type OpenServer } from '../../test/open-server.ts'

const seconds = Number(process.env.SOAK_SECONDS ?? 60)
/** Ten million in the full soak. */
const events = Math.min(10_000_000, Math.max(100_000, seconds * 17_000))
const mib = 1_048_576
const anHour = 3_600_000

let open: OpenServer
beforeAll(async () => {
  open = await openServer({ fsync: 'off', max_wal_size: '4GB' })
  await fillLog(open.pool, events)
}, anHour)
afterAll(() => open[Symbol.asyncDispose]())

describe(`the memory of a process that reads ${events} events`, () => {
  it.each<[WayToRead, number]>([
    ['readAll', events],
    ['readStream', events / 2],
    ['readStream backward', events / 2],
    ['subscribe', events],
    ['subscribe slowly', events],
  ])('does not grow with them: %s', async (way, count) => {
    const reading = await readInAProcess(open.server.url, way, count)
    expect(reading.events).toBe(count)
    expect(reading.grownBytes).toBeLessThan(8 * mib)
    expect(reading.busyConnections).toBe(0)
  })
})
