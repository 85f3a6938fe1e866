import { embedded, type EmbeddedDatabase } from '@uno-ts/embedded'
import { describeProjectionStorage } from '@uno-ts/testing/conformance'
import { Kysely, PostgresDialect } from 'kysely'
import { afterAll, beforeAll } from 'vitest'
import { projectionMigrations } from '../migrations.ts'
import { PostgresProjectionStorage } from './postgres-projection-storage.ts'

let database: EmbeddedDatabase
let db: Kysely<unknown>
let tenants = 0

beforeAll(async () => {
  database = await embedded()
  db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: database.pool }) })
  await database.pool.query('create schema uno')
  for (const step of projectionMigrations.steps) {
    for (const statement of step.statements({ schema: '"uno"' })) await database.pool.query(statement)
  }
})
afterAll(() => database.close())

describeProjectionStorage(
  'PostgresProjectionStorage on the embedded database',
  async () => ({
    storage: new PostgresProjectionStorage({ db, tenant: `tenant-${++tenants}` }),
    dispose: () => undefined,
  }),
  [],
)
