import { productModel, type ReadModelSubject } from '@uno-ts/testing/conformance'
import { sql, type Kysely } from 'kysely'
import type { PreparingPool } from '../src/repository/preparing-pool.ts'
import { PostgresReadModelRepository } from '../src/repository/postgres-read-model-repository.ts'
import { createTableStatements } from '../src/table/create-table-statements.ts'

/** Makes the table of the conformance suite. */
export async function createProducts(db: Kysely<unknown>): Promise<void> {
  await sql`create schema uno`.execute(db)
  for (const statement of createTableStatements(productModel, { schema: '"uno"' })) {
    await sql.raw(statement).execute(db)
  }
}

/** A repository without rows for a case of the conformance suite. */
export async function productSubject(db: Kysely<unknown>, pool?: PreparingPool): Promise<ReadModelSubject> {
  await sql`truncate uno.conformance_products`.execute(db)
  return {
    repository: new PostgresReadModelRepository({ db, pool, model: productModel }),
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
}
