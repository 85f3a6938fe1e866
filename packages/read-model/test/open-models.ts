import { createDatabase } from '@uno-ts/testing'
import type { ReadModelDefinition } from '@uno-ts/types'
import { Kysely, PostgresDialect } from 'kysely'
import { Pool } from 'pg'
import { inject } from 'vitest'
import { createTableStatements } from '../src/table/create-table-statements.ts'

/** A database with the tables of some read models, for one test file. */
export interface OpenModels extends AsyncDisposable {
  readonly name: string
  readonly url: string
  readonly db: Kysely<unknown>
  /** The pool below `db`. */
  readonly pool: Pool
}

/** Makes a database of its own, with a schema, and the tables of these models in it. */
export async function openModels(
  models: readonly ReadModelDefinition[],
  { connections = 4 }: { readonly connections?: number } = {},
): Promise<OpenModels> {
  const database = await createDatabase(inject('postgresUrl'))
  const pool = new Pool({ connectionString: database.url, max: connections })
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  await pool.query('create schema uno')
  for (const model of models) {
    for (const statement of createTableStatements(model, { schema: '"uno"' })) await pool.query(statement)
  }
  return {
    name: database.name,
    url: database.url,
    db,
    pool,
    async [Symbol.asyncDispose]() {
      await pool.end()
      await database.drop()
    },
  }
}
