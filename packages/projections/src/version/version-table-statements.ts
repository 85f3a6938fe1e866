import type { VersionTable } from '@uno-ts/types'
import { sql } from 'kysely'
import { quotedTable } from '../table/table-name.ts'
import type { VersionRows } from './version-rows.ts'

/** Makes the tables of a version that are not there. Those of several tenants are the same: the first one makes them. */
export async function createVersionTables(
  { db }: VersionRows,
  tables: readonly VersionTable[],
): Promise<void> {
  for (const { name, statements } of tables) {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`uno_projection_table ${name}`}, 0))`.execute(
      db,
    )
    const { rows } = await sql<{ found: boolean }>`
      select to_regclass(${quotedTable(name)}) is not null as found`.execute(db)
    if (rows[0]?.found === true) continue
    for (const statement of statements) await sql.raw(statement).execute(db)
  }
}

/** Drops tables that are there. */
export async function dropTables({ db }: VersionRows, names: readonly string[]): Promise<void> {
  for (const name of names) await sql`drop table if exists ${sql.raw(quotedTable(name))}`.execute(db)
}
