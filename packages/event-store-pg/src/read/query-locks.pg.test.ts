import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStore, type OpenStore } from '../../test/open-store.ts'

let open: OpenStore
let client: Client

beforeAll(async () => {
  open = await openStore()
  client = new Client({ connectionString: open.url })
  await client.connect()
})
afterAll(async () => {
  await client.end()
  await open.close()
})

const query = { items: [{ tags: ['seat:1'] }] }
const plan = { appends: [{ events: [{ type: 'SeatTaken', data: {}, tags: ['seat:1'] }] }] }

/** How many there are in this database; others share the server. */
async function advisoryLocks(which: 'granted' | 'not granted'): Promise<number> {
  const { rows } = await open.pool.query<{ count: number }>(
    `select count(*)::int as count from pg_locks
     where ${which} and locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`,
  )
  return rows[0]?.count ?? 0
}

describe('reading what a decision depends on', () => {
  it('keeps nobody waiting once it has the head, also inside a transaction that goes on', async () => {
    await client.query('begin')
    const transaction = { sql: undefined, connection: client }
    const { head } = await open.store.readByQuery(query, { transaction })
    expect(await advisoryLocks('granted')).toBe(0)
    await open.store.commit(plan)
    const late = open.store.commitOn(client, {
      ...plan,
      conditions: [{ failIfEventsMatch: query, after: head }],
    })
    await expect(late).rejects.toMatchObject({ code: 'ERR_CONCURRENCY' })
    await client.query('rollback')
  })

  it('waits for a matching append under way, sees it, and has it below the head', async () => {
    await client.query('begin')
    const { globalPosition } = await open.store.commitOn(client, plan)
    const reading = open.store.readByQuery(query)
    await expect.poll(() => advisoryLocks('not granted')).toBe(1)
    await client.query('commit')
    const { events, head } = await reading
    expect(events.at(-1)?.globalPosition).toBe(globalPosition)
    await expect(
      open.store.commit({ ...plan, conditions: [{ failIfEventsMatch: query, after: head }] }),
    ).resolves.toMatchObject({ appends: [{ written: true }] })
  })
})
