import { PGlite } from '@electric-sql/pglite'
import { createPgConfig } from '@electric-sql/pglite/node-postgres'
import { describeReadModelRepository, productModel } from '@uno-ts/testing/conformance'
import { Kysely, PostgresDialect } from 'kysely'
import { Client, Pool } from 'pg'
import { afterAll } from 'vitest'
import { createTableStatements } from '../table/create-table-statements.ts'
import { PostgresReadModelRepository } from './postgres-read-model-repository.ts'

/** Each connection a socket of its own: one that has seen an error is not used again. */
class LiteClient extends Client {
  constructor() {
    super(createPgConfig(lite))
  }
}

const lite = await PGlite.create()
// One connection is all there is, and it is never given up.
const pool = new Pool({ Client: LiteClient, max: 1, idleTimeoutMillis: 0 })
const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
await pool.query('create schema uno')
for (const statement of createTableStatements(productModel, { schema: '"uno"' })) await pool.query(statement)

afterAll(async () => {
  await db.destroy()
  await lite.close()
})

describeReadModelRepository(
  'PostgresReadModelRepository on the embedded database',
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
