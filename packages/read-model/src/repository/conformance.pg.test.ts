import { createDatabase } from '@uno-ts/testing'
import { describeReadModelRepository, productModel } from '@uno-ts/testing/conformance'
import { Kysely, PostgresDialect } from 'kysely'
import { Pool } from 'pg'
import { afterAll, inject } from 'vitest'
import { createTableStatements } from '../table/create-table-statements.ts'
import { PostgresReadModelRepository } from './postgres-read-model-repository.ts'

const database = await createDatabase(inject('postgresUrl'))
const pool = new Pool({ connectionString: database.url, max: 4 })
const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
await pool.query('create schema uno')
for (const statement of createTableStatements(productModel, { schema: '"uno"' })) await pool.query(statement)

afterAll(async () => {
  await db.destroy()
  await database.drop()
})

describeReadModelRepository(
  'PostgresReadModelRepository on a native server',
  async () => {
    await pool.query('truncate uno.conformance_products')
    return {
      repository: new PostgresReadModelRepository({ db, model: productModel }),
      begin: async () => {
        const transaction = await db.startTransaction().execute()
        return {
          handle: { sql: transaction, connection: { query: () => Promise.reject(new Error('not used')) } },
          commit: async () => transaction.commit().execute(),
          rollback: async () => transaction.rollback().execute(),
        }
      },
      dispose: () => undefined,
    }
  },
  ['transactions'],
)
