import { startFaultProxy } from '@uno-ts/testing'
import { streamId } from '@uno-ts/types'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openServer, type OpenServer } from '../../test/open-server.ts'
import { PostgresEventStore } from '../postgres-event-store.ts'
import { PostgresSignalBus } from '../signal/postgres-signal-bus.ts'

let open: OpenServer
beforeAll(async () => {
  open = await openServer()
})
afterAll(() => open[Symbol.asyncDispose]())

/** Connections of a subscriber in another place, over a line that may break. */
async function overALine() {
  const proxy = await startFaultProxy({ target: { host: '127.0.0.1', port: open.server.port } })
  const pool = open.anotherPool({ connectionString: proxy.rewrite(open.server.url), max: 3 })
  return { proxy, pool, [Symbol.asyncDispose]: () => proxy.close() }
}

describe('a subscription', () => {
  it('delivers what was committed once, in order, while listeners, lines and the server go away', async () => {
    await using line = await overALine()
    await using here = new PostgresSignalBus({ pool: open.pool })
    await using there = new PostgresSignalBus({ pool: line.pool })
    const writing = new PostgresEventStore({ pool: open.pool, signals: here })
    const reading = new PostgresEventStore({ pool: line.pool, signals: there, pollIntervalMs: 500 })

    const seen: { readonly token: string; readonly position: bigint }[] = []
    const stop = new AbortController()
    const following = (async () => {
      for await (const { events } of reading.subscribe({ signal: stop.signal, batchSize: 20 })) {
        for (const { data, globalPosition } of events) {
          seen.push({ token: (data as { token: string }).token, position: globalPosition })
        }
      }
    })().catch((error: unknown) => error)

    const finish = new AbortController()
    const write = async (writer: number): Promise<void> => {
      for (let nr = 0; !finish.signal.aborted; nr++) {
        const event = { type: 'Happened', data: { token: `${writer}:${nr}` } }
        const appended = writing.append(streamId('followed', String(writer)), [event], {
          expectedVersion: 'any',
        })
        // What becomes of an append under way is not the subscription's business.
        await appended.catch(() => new Promise((resolve) => setTimeout(resolve, 10)))
      }
    }
    const writers = Promise.all([0, 1, 2, 3].map(write))
    const goesOn = async (): Promise<void> => {
      const before = seen.length
      await expect.poll(() => seen.length, { timeout: 10_000 }).toBeGreaterThan(before + 20)
    }

    await goesOn()
    await open.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where query ilike 'listen %' and pid <> pg_backend_pid()`,
    )
    await goesOn()
    line.proxy.resetAll()
    await goesOn()
    await open.crash()
    await goesOn()
    line.proxy.blackHole()
    line.proxy.resetAll()
    line.proxy.heal()
    await goesOn()
    finish.abort()
    await writers

    const { rows } = await open.pool.query<{ token: string }>(
      `select data->>'token' as token from uno.events order by global_position`,
    )
    await expect.poll(() => seen.length, { timeout: 10_000 }).toBeGreaterThanOrEqual(rows.length)
    stop.abort(new Error('seen it all'))
    expect(await following).toMatchObject({ message: 'seen it all' })
    expect(seen.map((event) => event.token)).toEqual(rows.map((row) => row.token))
    const ascending = seen.every(({ position }, index) => position > (seen[index - 1]?.position ?? 0n))
    expect(ascending).toBe(true)
  })

  it('goes on past a connection that fell silent, where the pool has a query_timeout', async () => {
    const pool = open.anotherPool({ application_name: 'silent', max: 2, query_timeout: 400 })
    const reading = new PostgresEventStore({ pool, pollIntervalMs: 50 })
    const writing = new PostgresEventStore({ pool: open.pool })
    const from = await writing.head()
    const seen: bigint[] = []
    const stop = new AbortController()
    const following = (async () => {
      for await (const { events } of reading.subscribe({ from, signal: stop.signal })) {
        seen.push(...events.map((event) => event.globalPosition))
      }
    })().catch(() => undefined)
    const append = async (): Promise<bigint> => {
      const event = { type: 'Happened', data: {} }
      return (await writing.append(streamId('silent', '1'), [event], { expectedVersion: 'any' }))
        .globalPosition
    }
    const first = await append()
    await expect.poll(() => seen, { timeout: 5_000 }).toContain(first)

    const { rows } = await open.pool.query<{ pid: number }>(
      `select pid from pg_stat_activity where application_name = 'silent'`,
    )
    expect(rows.length).toBeGreaterThan(0)
    for (const { pid } of rows) process.kill(pid, 'SIGSTOP') // nobody answers, and nobody says so
    try {
      const later = await append()
      await expect.poll(() => seen, { timeout: 5_000 }).toContain(later)
    } finally {
      for (const { pid } of rows) process.kill(pid, 'SIGCONT')
      stop.abort()
      await following
    }
  })
})
