import { startPostgres, type PostgresServer } from '@uno-ts/testing'
import { streamId } from '@uno-ts/types'
import { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventStoreMigrations } from '../migrations.ts'
import { PostgresEventStore } from '../postgres-event-store.ts'
import { migrate } from '../schema/migrate.ts'
import { PostgresSignalBus } from '../signal/postgres-signal-bus.ts'

const seconds = Number(process.env.SOAK_SECONDS ?? 60)

let server: PostgresServer
let pool: Pool

beforeAll(async () => {
  server = await startPostgres({ durable: true })
  pool = newPool(40)
  await migrate(pool, [eventStoreMigrations])
})
afterAll(async () => {
  await pool.end()
  await server.stop()
})

function newPool(max: number): Pool {
  const made = new Pool({ connectionString: server.url, max, connectionTimeoutMillis: 5_000 })
  made.on('error', () => undefined) // connections are killed on purpose
  made.on('connect', (client) => client.on('error', () => undefined))
  return made
}

/** One append in a transaction that takes its time; answers whether the commit was acknowledged. */
async function slowAppend(
  store: PostgresEventStore,
  stream: string,
  ids: readonly string[],
): Promise<boolean> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('begin')
    const events = ids.map((id) => ({ type: 'Happened', data: { stream }, id }))
    await store.commitOn(client, {
      appends: [{ streamId: streamId('soak', stream), expectedVersion: 'any', events }],
    })
    await client.query('select pg_sleep($1)', [Math.random() * 0.05])
    if (Math.random() < 0.15) {
      await client.query('rollback')
      return false
    }
    await client.query('commit')
    return true
  } catch (error) {
    broken = error instanceof Error ? error : new Error('unknown')
    return false
  } finally {
    client.release(broken)
  }
}

describe(`a soak of ${seconds} s`, () => {
  it('delivers what was committed, all of it, once and in order, while connections and the server are killed', async () => {
    await using signals = new PostgresSignalBus({ pool })
    const store = new PostgresEventStore({ pool, signals, pollIntervalMs: 200 })
    const started = Date.now()
    const over = (): boolean => Date.now() - started > seconds * 1_000

    const stop = new AbortController()
    const seen: {
      readonly id: string
      readonly position: bigint
      readonly streamId: string
      readonly version: number
    }[] = []
    const subscriber = (async () => {
      for await (const { events } of store.subscribe({ signal: stop.signal, batchSize: 100 })) {
        for (const { id, globalPosition, streamId, streamVersion } of events) {
          seen.push({ id, position: globalPosition, streamId, version: streamVersion })
        }
      }
    })().catch((error: unknown) => error)

    const acknowledged = new Set<string>()
    const writer = async (nr: number): Promise<void> => {
      for (let round = 0; !over(); round++) {
        const ids = Array.from({ length: 1 + (round % 3) }, () => crypto.randomUUID())
        const stream = `${nr % 4}x${round % 7}`
        const quick = round % 2 === 0
        const written = quick
          ? await store
              .append(
                streamId('soak', stream),
                ids.map((id) => ({ type: 'Happened', data: {}, id })),
                {
                  expectedVersion: 'any',
                },
              )
              .then(
                () => true,
                () => false,
              )
          : await slowAppend(store, stream, ids).catch(() => false)
        if (written) for (const id of ids) acknowledged.add(id)
      }
    }
    let restarts = 0
    let cut = 0
    const killer = async (): Promise<void> => {
      while (!over()) {
        await new Promise((resolve) => setTimeout(resolve, 300))
        if (restarts === 0 && Date.now() - started > (seconds * 1_000) / 2) {
          await server.kill()
          await server.restart()
          restarts++
        } else {
          const { rowCount } = await pool
            .query(
              `select pg_terminate_backend(pid) from pg_stat_activity
               where datname = current_database() and pid <> pg_backend_pid() order by random() limit 1`,
            )
            .catch(() => ({ rowCount: 0 })) // the server may be on its way
          cut += rowCount ?? 0
        }
      }
    }
    await Promise.all([killer(), ...Array.from({ length: 12 }, (_, nr) => writer(nr))])

    const rows = await pool.query<{ event_id: string }>('select event_id from uno.events')
    const committed = new Set(rows.rows.map((row) => row.event_id))
    await expect.poll(() => seen.length, { timeout: 20_000 }).toBe(committed.size)
    stop.abort(new Error('the soak is over'))
    expect(await subscriber).toMatchObject({ message: 'the soak is over' })

    expect(new Set(seen.map((event) => event.id))).toEqual(committed)
    expect([...acknowledged].filter((id) => !committed.has(id))).toEqual([])
    expect(acknowledged.size).toBeGreaterThan(seconds * 20)
    expect(restarts).toBe(1)
    expect(cut).toBeGreaterThan(seconds / 2)
    const versions = new Map<string, number>()
    let last = 0n
    for (const event of seen) {
      expect(event.position).toBeGreaterThan(last)
      expect(event.version).toBe((versions.get(event.streamId) ?? 0) + 1)
      last = event.position
      versions.set(event.streamId, event.version)
    }
  })
})
