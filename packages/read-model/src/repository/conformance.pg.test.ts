import { createDatabase, type TestDatabase } from '@uno-ts/testing'
import { describeReadModelRepository, productModel } from '@uno-ts/testing/conformance'
import { Kysely, PostgresDialect } from 'kysely'
import { Pool } from 'pg'
import { afterAll, beforeAll, describe, inject } from 'vitest'
import { createTableStatements } from '../table/create-table-statements.ts'
import { PostgresReadModelRepository } from './postgres-read-model-repository.ts'

describe.each(inject('postgresServers'))('PostgresReadModelRepository on $name', ({ url }) => {
  let database: TestDatabase
  let pool: Pool
  let db: Kysely<unknown>

  beforeAll(async () => {
    database = await createDatabase(url)
    pool = new Pool({ connectionString: database.url, max: 4 })
    db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
    await pool.query('create schema uno')
    for (const statement of createTableStatements(productModel, { schema: '"uno"' })) {
      await pool.query(statement)
    }
  })
  afterAll(async () => {
    await db.destroy()
    await database.drop()
  })

  describeReadModelRepository(
    'a repository',
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
})
