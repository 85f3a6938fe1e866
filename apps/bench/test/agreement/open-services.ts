import { EnhancedQueryService } from '@uno-ts/query-search'
import {
  createTableStatements,
  KyselyCriteriaCompiler,
  PostgresReadModelRepository,
} from '@uno-ts/read-model'
import { searchedProductModel, type QueryServiceSubject } from '@uno-ts/testing/conformance'
import { Kysely, PostgresDialect } from 'kysely'
import type { Pool } from 'pg'

/** Makes the table of the suite, and gives services over it, each without rows. */
export async function openServices(pool: Pool): Promise<() => Promise<QueryServiceSubject>> {
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  await pool.query('create schema uno')
  for (const statement of createTableStatements(searchedProductModel, { schema: '"uno"' })) {
    await pool.query(statement)
  }
  const model = searchedProductModel
  return async () => {
    await pool.query('truncate uno.conformance_searched_products')
    const repository = new PostgresReadModelRepository({ db, pool, model })
    const compiler = new KyselyCriteriaCompiler()
    const service = new EnhancedQueryService({ repository, db, model, compiler })
    return { repository, service, dispose: () => undefined }
  }
}
