import { streamId } from '@uno-ts/types'
import { Client, type Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openServer, type OpenServer } from '../../test/open-server.ts'
import { PostgresEventStore } from '../postgres-event-store.ts'

const sessions = 120
const locksEach = 50

let open: OpenServer
let store: PostgresEventStore
let clients: readonly Client[]

beforeAll(async () => {
  open = await openServer()
  store = new PostgresEventStore({ pool: open.pool })
  clients = Array.from({ length: sessions }, () => new Client({ connectionString: open.server.url }))
  for (const client of clients) await client.connect()
}, 30_000)
afterAll(async () => {
  await Promise.all(clients.map((client) => client.end()))
  await open[Symbol.asyncDispose]()
})

/** The time of one call in the middle of many, in milliseconds. */
async function medianMs(call: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let round = 0; round < 21; round++) {
    const began = performance.now()
    await call()
    times.push(performance.now() - began)
  }
  return times.toSorted((a, b) => a - b)[10] ?? 0
}

const listing = (pool: Pool) => (): Promise<unknown> =>
  pool.query('select count(*), min(classid::bigint) from pg_locks')

describe(`${sessions} sessions at work`, () => {
  it('cost a reader nothing while they append nothing, whatever locks they hold', async () => {
    for (const [nr, client] of clients.entries()) {
      await client.query('begin')
      await client.query(
        'select pg_advisory_xact_lock_shared(7, $1 * 1000 + g) from generate_series(1, $2::int) g',
        [nr, locksEach],
      )
    }
    const { rows } = await open.pool.query<{ locks: number }>('select count(*)::int as locks from pg_locks')
    expect(rows[0]?.locks).toBeGreaterThan(sessions * locksEach)
    const list = await medianMs(listing(open.pool))
    const head = await medianMs(() => store.head())
    for (const client of clients) await client.query('rollback')
    expect(head).toBeLessThan(list / 2)
  })

  it('are read in order when all of them append at once and commit in reverse', async () => {
    const before = await store.head()
    for (const [nr, client] of clients.entries()) {
      await client.query('begin')
      await store.commitOn(client, {
        appends: [
          {
            streamId: streamId('held', `${nr}`),
            expectedVersion: 0,
            events: [{ type: 'Held', data: { nr } }],
          },
        ],
      })
    }
    expect(await store.horizonHolders()).toHaveLength(sessions)
    for (const client of clients.toReversed()) {
      expect((await store.readPage({ after: before })).events).toEqual([])
      await client.query('commit')
    }
    const { events, position } = await store.readPage({ after: before })
    expect(events.map(({ data }) => data)).toEqual(clients.map((_, nr) => ({ nr })))
    expect(position).toBe(before + BigInt(sessions))
  })
})
