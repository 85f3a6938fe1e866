import type { TenantId, VersionTable } from '@uno-ts/types'
import { sql, type Transaction } from 'kysely'
import { quotedTable } from '../table/table-name.ts'

/** Empties tables of a version: of one tenant's rows where they say whose each is. */
export async function emptyTables(
  tables: readonly VersionTable[],
  { tx, tenant }: { readonly tx: Transaction<any>; readonly tenant: TenantId },
): Promise<void> {
  for (const { name } of tables) {
    const table = quotedTable(name)
    const { rows } = await sql`select from pg_attribute
      where attrelid = ${table}::regclass and attname = 'tenant_id' and not attisdropped`.execute(tx)
    const all = sql`delete from ${sql.raw(table)}`
    await (rows.length === 0 ? all : sql`${all} where tenant_id = ${tenant}`).execute(tx)
  }
}
