import { createDatabase } from '@uno-ts/testing'
import { Kysely, PostgresDialect } from 'kysely'
import { Pool } from 'pg'
import { afterAll, inject } from 'vitest'
import { describeProjectionRegistry } from '../../test/describe-projection-registry.ts'
import { createRegistry, openRegistry } from '../../test/open-registry.ts'

const database = await createDatabase(inject('postgresUrl'))
const db = new Kysely<unknown>({
  dialect: new PostgresDialect({ pool: new Pool({ connectionString: database.url, max: 2 }) }),
})
await createRegistry(db)

afterAll(async () => {
  await db.destroy()
  await database.drop()
})

describeProjectionRegistry('PostgreSQL', () => openRegistry(db))
