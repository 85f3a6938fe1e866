import { streamId, type Event, type EventQuery } from '@uno-ts/types'
import type { PoolClient } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStore, type OpenStore } from '../../test/open-store.ts'
import { PostgresEventStore } from '../postgres-event-store.ts'

let open: OpenStore
let store: PostgresEventStore
let answers = 0

beforeAll(async () => {
  open = await openStore()
  const pool = open.anotherPool({ max: 1 })
  pool.on('connect', (client) => {
    // The driver's own connection: the server says that it is ready once for each round trip.
    const { connection } = client as PoolClient & { readonly connection: NodeJS.EventEmitter }
    connection.on('readyForQuery', () => answers++)
  })
  await pool.query('select 1')
  store = new PostgresEventStore({ pool })
})
afterAll(() => open.close())

/** How often somebody waits for the server's answer. */
async function roundTrips(work: () => Promise<unknown>): Promise<number> {
  const before = answers
  await work()
  return answers - before
}

const tagged = (nr: number): Event => ({
  type: 'Enrolled',
  data: { nr },
  tags: ['course:1', `student:${nr}`],
})
const queries: readonly (readonly [string, EventQuery])[] = [
  ['tags', { items: [{ tags: ['course:1'] }] }],
  ['types', { items: [{ types: ['Enrolled', 'Left'] }] }],
  ['both, or another tag', { items: [{ types: ['Enrolled'], tags: ['course:1'] }, { tags: ['course:2'] }] }],
  ['what nobody has appended', { items: [{ types: ['Never'], tags: ['never'] }] }],
]

describe('round trips to the database', () => {
  it.each(queries)(
    'are two for a decision over %s: reading what it depends on, and appending',
    async (_, query) => {
      const decide = async (): Promise<void> => {
        const { head } = await store.readByQuery(query)
        await store.commit({
          appends: [{ events: [tagged(1)] }],
          conditions: [{ failIfEventsMatch: query, after: head }],
        })
      }
      expect(await roundTrips(decide)).toBe(2)
    },
  )

  it('are one for a page of the log, with a filter and without', async () => {
    await store.append(streamId('trip', '1'), [tagged(1), tagged(2)], { expectedVersion: 'any' })
    expect(await roundTrips(() => store.readPage())).toBe(1)
    expect(
      await roundTrips(() => store.readPage({ filter: { types: ['Enrolled'], tags: ['student:2'] } })),
    ).toBe(1)
    const { position } = await store.readPage()
    expect(await roundTrips(() => store.readPage({ after: position }))).toBe(1)
  })

  it('are one for a page of the whole log, and one to learn that nothing was added meanwhile', async () => {
    const after = await store.head()
    const events = Array.from({ length: 25 }, (_, nr) => tagged(nr))
    await store.append(streamId('trip', '2'), events, { expectedVersion: 'any' })
    const read = async (): Promise<void> => {
      const found = await Array.fromAsync(store.readAll({ after, batchSize: 10 }))
      expect(found.map(({ data }) => data)).toEqual(events.map(({ data }) => data))
    }
    expect(await roundTrips(read)).toBe(4)
  })

  it('are one for loading a stream', async () => {
    expect(await roundTrips(() => store.load(streamId('trip', '2')))).toBe(1)
    expect(await roundTrips(() => store.load(streamId('trip', '2'), { snapshotSchemaVersion: 1 }))).toBe(1)
  })
})
