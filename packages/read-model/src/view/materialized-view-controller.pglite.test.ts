import { embedded, type EmbeddedDatabase } from '@uno-ts/embedded'
import { Kysely, PostgresDialect } from 'kysely'
import { afterAll, beforeAll } from 'vitest'
import { createSales, describeViews } from '../../test/view-cases.ts'

let database: EmbeddedDatabase
let db: Kysely<unknown>

beforeAll(async () => {
  database = await embedded()
  db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: database.pool }) })
  await createSales(db)
})
afterAll(() => database.close())

describeViews(() => db)
