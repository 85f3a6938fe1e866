import { ConfigurationError, type TenantId } from '@uno-ts/types'
import { sql, type Transaction } from 'kysely'
import type { ProjectionTables } from '../define/projection.ts'
import { quoted, quotedTable } from './table-name.ts'

/** What the tables of folds and tallies have in common. */
export interface RowTable {
  /** Its name, with the schema in front where it lies in another one than the connection looks in: `shop.order_summary`. */
  readonly name: string
  /**
   * The column that says whose a row is; it leads the primary key. `null`: the table has none, and all tenants share its
   * rows. Default `tenant_id`.
   */
  readonly tenantColumn?: string | null | undefined
  /**
   * Whether each version of the projection has a table of its own, `order_summary_v2`, which the runner makes: a new version
   * is built beside the one that queries read. Default `false`: there is one table, and the application makes it.
   */
  readonly versioned?: boolean | undefined
}

/** The tables that each version has of its own. `statement` makes one of a name. */
export function ownTables(
  table: RowTable,
  statement: (name: string) => string,
): { readonly tables?: ProjectionTables } {
  if (table.versioned !== true) return {}
  return { tables: { [table.name]: ({ name }) => statement(name) } }
}

/** The column that says whose a row is, if there is one. */
export function tenantColumnOf({ tenantColumn = 'tenant_id' }: RowTable): string | undefined {
  return tenantColumn ?? undefined
}

/** Empties a tenant's rows. */
export async function emptyTable(tx: Transaction<any>, table: RowTable, tenant: TenantId): Promise<void> {
  const column = tenantColumnOf(table)
  const all = sql`delete from ${sql.raw(quotedTable(table.name))}`
  await (column === undefined ? all : sql`${all} where ${sql.ref(column)} = ${tenant}`).execute(tx)
}

/** The statement that makes a table, if it is not there. */
export function createTable(
  table: RowTable,
  columns: readonly (readonly [name: string, definition: string])[],
  key: readonly string[],
): string {
  const tenant = tenantColumnOf(table)
  const all = tenant === undefined ? columns : [[tenant, 'text not null'] as const, ...columns]
  const lines = all.map(([name, definition]) => `${quoted(name)} ${definition}`)
  const primary = (tenant === undefined ? key : [tenant, ...key]).map(quoted)
  return `create table if not exists ${quotedTable(table.name)} (
  ${[...lines, `primary key (${primary.join(', ')})`].join(',\n  ')}
)`
}

/** Makes what refuses the fields of a definition. */
export function refusal(kind: string, name: string): (field: string, expected: string) => never {
  return (field, expected) => {
    throw new ConfigurationError(`${kind} "${name}": ${field} must be ${expected}`, {
      path: `${name}.${field}`,
    })
  }
}

/** Says what the database calls a table in the version that runs. */
export interface TableNames {
  readonly table: (name: string) => string
}
