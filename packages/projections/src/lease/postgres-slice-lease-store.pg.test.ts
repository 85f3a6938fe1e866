import { projectionId } from '@uno-ts/types'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase, type OpenDatabase } from '../../test/open-database.ts'
import { PostgresSliceLeaseStore } from './postgres-slice-lease-store.ts'

let database: OpenDatabase
let away: PostgresSliceLeaseStore

beforeAll(async () => {
  database = await openDatabase()
  const db = database.anotherDb({ connectionString: 'postgres://127.0.0.1:1/' })
  away = new PostgresSliceLeaseStore({ db })
})
afterAll(() => database[Symbol.asyncDispose]())

const run = { projectionId: projectionId('orders'), version: 1 }

describe('leases in PostgreSQL', () => {
  it('are not asked for when nothing is wanted, nor given back when there are none', async () => {
    await expect(away.claim('me', [])).resolves.toEqual([])
    await expect(away.release('me', [])).resolves.toBeUndefined()
  })

  it('say that the database was away, as something that passes', async () => {
    const passing = { code: 'ERR_DATABASE', retryable: true }
    const slices = [{ ...run, slices: [0] }]
    await expect(away.claim('me', slices)).rejects.toMatchObject(passing)
    await expect(away.release('me', slices)).rejects.toMatchObject(passing)
    await expect(away.renew({ memberId: 'me', runs: [run] }, { ttlMs: 1_000 })).rejects.toMatchObject(passing)
    await expect(away.leave('me')).rejects.toMatchObject(passing)
    await expect(away.reclaim(run)).rejects.toMatchObject(passing)
    await expect(away.status(run)).rejects.toMatchObject(passing)
  })
})
