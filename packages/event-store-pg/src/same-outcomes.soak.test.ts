import { startPostgres, type PostgresServer } from '@uno-ts/testing'
import { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sameOutcomes } from '../test/same-outcomes/same-outcomes.ts'
import { eventStoreMigrations } from './migrations.ts'
import { migrate } from './schema/migrate.ts'

const seconds = Number(process.env.SOAK_SECONDS ?? 60)

let server: PostgresServer
let pool: Pool

beforeAll(async () => {
  server = await startPostgres()
  pool = new Pool({ connectionString: (await server.createDatabase()).url, max: 4 })
  await migrate(pool, [eventStoreMigrations])
})
afterAll(async () => {
  await pool.end()
  await server.stop()
})

describe('random calls, as many as there is time for', () => {
  it('come to the same as on the twin in memory', async () => {
    expect(await sameOutcomes(pool, { timeMs: seconds * 1_000 })).toBeGreaterThan(seconds)
  })
})
