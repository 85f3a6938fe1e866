import { streamId, type TransactionHandle } from '@uno-ts/types'
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

const seat = { type: 'SeatTaken', data: {}, tags: ['seat:1'] }
const query = { items: [{ tags: ['seat:1'] }] }

/** Works in a transaction that is rolled back. */
async function within<Result>(
  level: string,
  work: (transaction: TransactionHandle) => Promise<Result>,
): Promise<Result> {
  await client.query(`begin isolation level ${level}`)
  try {
    return await work({ sql: undefined, connection: client })
  } finally {
    await client.query('rollback')
  }
}

describe('a transaction that keeps one snapshot', () => {
  // What it has waited for it could not see: it would pass over events, and let a second one take the seat.
  it.each(['repeatable read', 'serializable'])('is refused at %s', async (level) => {
    const refusal = { code: 'ERR_CONFIGURATION', message: expect.stringContaining(level) }
    const read = within(level, (transaction) => open.store.readByQuery(query, { transaction }))
    await expect(read).rejects.toMatchObject(refusal)
    const page = within(level, (transaction) => open.store.readPage({ transaction }))
    await expect(page).rejects.toMatchObject(refusal)
    const all = within(level, (transaction) => Array.fromAsync(open.store.readAll({ transaction })))
    await expect(all).rejects.toMatchObject(refusal)
    const append = within(level, ({ connection }) =>
      open.store.commitOn(connection, {
        appends: [{ events: [seat] }],
        conditions: [{ failIfEventsMatch: query }],
      }),
    )
    await expect(append).rejects.toMatchObject(refusal)
  })

  it('may load streams', async () => {
    const stream = streamId('seat', '1')
    await open.store.append(stream, [seat], { expectedVersion: 'no-stream' })
    const { events } = await within('repeatable read', (transaction) =>
      open.store.load(stream, { transaction }),
    )
    expect(events).toHaveLength(1)
  })

  it('is not needed: at read committed a reader sees what it has waited for', async () => {
    const seen = await within('read committed', (transaction) =>
      open.store.readByQuery(query, { transaction }),
    )
    expect(seen.events).toHaveLength(1)
    expect(
      (await within('read committed', (transaction) => open.store.readPage({ transaction }))).events,
    ).toHaveLength(1)
  })
})
