import { embedded } from '@uno-ts/embedded'
import { Kysely, PostgresDialect } from 'kysely'
import type { Pool } from 'pg'
import { migrateProjections } from './migrate-projections.ts'

/** The embedded database, with the tables of projections. */
export interface OpenEmbedded {
  readonly pool: Pool
  readonly db: Kysely<unknown>
  close(): Promise<void>
}

/** Opens an embedded database of its own for a test file. */
export async function openEmbedded(): Promise<OpenEmbedded> {
  const database = await embedded()
  const { pool } = database
  await migrateProjections(pool)
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  return { pool, db, close: () => database.close() }
}
