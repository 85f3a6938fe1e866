import type { SqlConnection, TenantId } from '@uno-ts/types'
import { fromColumn, selectedAs, sqlTypeOf } from '../table/column-type.ts'
import { tenantColumnOf } from '../table/row-table.ts'
import { quoted, quotedTable } from '../table/table-name.ts'
import type { AnyFoldTable } from './fold.ts'

/** The rows of these keys, in one statement. */
export async function loadRows(
  connection: SqlConnection,
  table: AnyFoldTable,
  { keys, tenant }: { readonly keys: readonly string[]; readonly tenant: TenantId },
): Promise<ReadonlyMap<string, object>> {
  const columns = Object.entries(table.columns).map(([name, type]) => ({
    name,
    type: sqlTypeOf(type),
  }))
  const key = quoted(table.key.column)
  const tenantColumn = tenantColumnOf(table)
  const values: unknown[] = [keys]
  if (tenantColumn !== undefined) values.push(tenant)
  const selected = columns.map(({ name, type }) => `, ${selectedAs(quoted(name), type)} as ${quoted(name)}`)
  const { rows } = await connection.query({
    text: `select ${key}::text as "~key"${selected.join('')} from ${quotedTable(table.name)}
      where ${key} = any($1::${table.key.type}[])${tenantColumn === undefined ? '' : ` and ${quoted(tenantColumn)} = $2`}`,
    values,
  })
  return new Map(
    rows.map((found) => [
      String(found['~key']),
      Object.fromEntries(columns.map(({ name, type }) => [name, fromColumn(found[name], type)])),
    ]),
  )
}
