import { streamId, type Event } from '@uno-ts/types'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStore, type OpenStore } from '../../test/open-store.ts'
import { WatchedPool } from '../../test/watched-pool.ts'
import { PostgresEventStore } from '../postgres-event-store.ts'
import { PostgresSignalBus } from '../signal/postgres-signal-bus.ts'

const pollIntervalMs = 40
const anEvent: Event = { type: 'Happened', data: {} }

let open: OpenStore

beforeAll(async () => {
  open = await openStore()
})
afterAll(() => open.close())

/** A store with so many subscriptions that have nothing left to read. */
async function idleStore(subscriptions: number) {
  const pool = new WatchedPool({ connectionString: open.url, max: 10 })
  const signals = new PostgresSignalBus({ pool })
  const store = new PostgresEventStore({ pool, signals, pollIntervalMs })
  const stopped = new AbortController()
  let pages = 0
  const ended = Promise.allSettled(
    Array.from({ length: subscriptions }, async () => {
      for await (const page of store.subscribe({ signal: stopped.signal })) if (page.atHead) pages++
    }),
  )
  await store.append(streamId('idle', crypto.randomUUID()), [anEvent], { expectedVersion: 'no-stream' })
  await expect.poll(() => pages, { timeout: 10_000 }).toBeGreaterThanOrEqual(subscriptions)
  return {
    pool,
    store,
    async end() {
      stopped.abort()
      await ended
    },
    async [Symbol.asyncDispose]() {
      await this.end()
      await signals.close()
      await pool.end()
    },
  }
}

describe('what an idle store costs', () => {
  it.each([1, 40])('is one statement every pollIntervalMs for %i subscriptions together', async (number) => {
    await using idle = await idleStore(number)
    const { sentAt } = idle.pool
    const pauses = () => sentAt.slice(1).map((time, index) => time - (sentAt[index] ?? 0))
    // It looks less and less often, until it rests for the whole interval. A timer may be early by less than 2 ms.
    const isWhole = (pause: number) => pause > pollIntervalMs - 2
    await expect
      .poll(() => pauses().slice(-10), { timeout: 10_000 })
      .toSatisfy((last: readonly number[]) => {
        return last.length === 10 && last.every(isWhole)
      })
    const before = sentAt.length
    await expect.poll(() => sentAt.length, { timeout: 10_000 }).toBeGreaterThan(before + 20)
    expect(pauses().slice(before).every(isWhole)).toBe(true)
    // No subscription holds a connection.
    await expect.poll(() => idle.pool.idleCount, { interval: 5 }).toBe(idle.pool.totalCount)
  })

  it('is nothing when nobody follows', async () => {
    await using idle = await idleStore(3)
    await using other = await idleStore(1)
    await idle.end()
    await expect.poll(() => idle.pool.idleCount, { timeout: 10_000 }).toBe(idle.pool.totalCount)
    const { length } = idle.pool.sentAt
    const looks = other.pool.sentAt.length
    await expect.poll(() => other.pool.sentAt.length, { timeout: 10_000 }).toBeGreaterThan(looks + 10)
    expect(idle.pool.sentAt.length).toBe(length)
  })
})
