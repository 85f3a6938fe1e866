import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { assert } from '../conformance/assert.ts'
import { createDatabase, type TestDatabase } from '../postgres/create-database.ts'
import { everyInterleaving, type PlayedInterleavings } from './every-interleaving.ts'

type Asking = Pick<Client, 'query'>

describe('interleaving transactions of PostgreSQL', () => {
  let database: TestDatabase
  const clients: Client[] = []

  beforeAll(async () => {
    database = await createDatabase(inject('postgresUrl'))
    for (let count = 0; count < 2; count++) {
      const client = new Client({ connectionString: database.url })
      await client.connect()
      clients.push(client)
    }
    await clients[0]?.query('create table account as select 0 as balance')
  })
  afterAll(async () => {
    for (const client of clients) await client.end()
    await database.drop()
  })

  /** Two add one each, as a transaction that reads and writes; afterwards it must be two. */
  function twoAddOne(read: string): Promise<PlayedInterleavings> {
    const addOne = async (client: Asking): Promise<void> => {
      await client.query('begin')
      const { rows } = (await client.query(read)) as {
        readonly rows: readonly { readonly balance: number }[]
      }
      await client.query('update account set balance = $1', [(rows[0]?.balance ?? 0) + 1])
      await client.query('commit')
    }
    return everyInterleaving(
      async (schedule) => {
        const [ada, bob] = clients
        if (ada === undefined || bob === undefined) throw new Error('expected two clients')
        await ada.query('update account set balance = 0')
        await schedule.run({ ada: (watch) => addOne(watch(ada)), bob: (watch) => addOne(watch(bob)) })
        const { rows } = await ada.query('select balance from account')
        assert.deepEqual(rows, [{ balance: 2 }])
      },
      { blockedMs: 60, atMost: 25 },
    )
  }

  it('finds the order in which an update is lost', async () => {
    await expect(twoAddOne('select balance from account')).rejects.toThrow(
      /^in the order ada query, .*\bbob query/,
    )
  })

  it('lets the one go on that holds the lock another waits for', async () => {
    expect((await twoAddOne('select balance from account for update')).count).toBeGreaterThan(1)
  })
})
