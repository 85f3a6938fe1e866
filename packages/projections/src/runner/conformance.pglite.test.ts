import { embedded, type EmbeddedDatabase } from '@uno-ts/embedded'
import { describeProjections } from '@uno-ts/testing/conformance'
import { Kysely, PostgresDialect } from 'kysely'
import { afterAll, beforeAll } from 'vitest'
import { postgresSubject, testRowsTable } from '../../test/projections-subject.ts'
import { projectionMigrations } from '../migrations.ts'

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
  await database.pool.query(testRowsTable)
})
afterAll(() => database.close())

describeProjections(
  'ProjectionRunner on the embedded database',
  async () => postgresSubject(db, `tenant-${++tenants}`),
  ['several-runners'],
)
