import { streamId } from '@uno-ts/types'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStore, type OpenStore } from '../../test/open-store.ts'
import { PostgresEventStore } from '../postgres-event-store.ts'
import { PostgresSignalBus } from './postgres-signal-bus.ts'

let open: OpenStore

beforeAll(async () => {
  open = await openStore()
})
afterAll(() => open.close())

describe('signals between processes', () => {
  it('wake a subscription elsewhere long before it would look by itself', async () => {
    await using here = new PostgresSignalBus({ pool: open.pool })
    await using there = new PostgresSignalBus({ pool: open.anotherPool() })
    const writer = new PostgresEventStore({ pool: open.pool, signals: here })
    const reader = new PostgresEventStore({
      pool: open.anotherPool(),
      signals: there,
      pollIntervalMs: 3_600_000,
    })
    const stop = new AbortController()
    const types: string[] = []
    const following = (async () => {
      for await (const { events } of reader.subscribe({ from: 'now', signal: stop.signal })) {
        types.push(...events.map((event) => event.type))
      }
    })().catch(() => undefined)
    // The reader has looked once and sleeps for an hour; only a signal can wake it.
    await expect
      .poll(
        async () => {
          await writer.append(streamId('signal', '1'), [{ type: 'Happened', data: {} }], {
            expectedVersion: 'any',
          })
          return types.length
        },
        { timeout: 5_000 },
      )
      .toBeGreaterThan(0)
    stop.abort()
    await following
  })

  it('are heard again after the listening connection was killed', async () => {
    await using bus = new PostgresSignalBus({ pool: open.pool })
    const heard: (string | undefined)[] = []
    await bus.subscribe('healing', (payload) => heard.push(payload))
    await open.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and query like 'listen "healing"%'`,
    )
    await expect.poll(() => heard.includes(undefined), { timeout: 5_000 }).toBe(true)
    await expect
      .poll(
        async () => {
          await open.pool.query(`select pg_notify('healing', 'from outside')`)
          return heard.includes('from outside')
        },
        { timeout: 5_000 },
      )
      .toBe(true)
  })

  it('are gathered: many signals at once become few notifications', async () => {
    await using sender = new PostgresSignalBus({ pool: open.pool })
    await using listener = new PostgresSignalBus({ pool: open.anotherPool() })
    let heard = 0
    await listener.subscribe('many', () => heard++)
    await Promise.all(Array.from({ length: 500 }, () => sender.publish('many', 'x')))
    await expect.poll(() => heard, { timeout: 5_000 }).toBeGreaterThan(0)
    expect(heard).toBeLessThan(20)
  })
})
