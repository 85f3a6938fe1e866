import type { SqlStatement, TenantId } from '@uno-ts/types'
import { sqlTypeOf, toColumn } from '../table/column-type.ts'
import { tenantColumnOf } from '../table/row-table.ts'
import { quoted, quotedTable } from '../table/table-name.ts'
import type { FoldedRow } from './fold-events.ts'
import type { AnyFoldTable } from './fold.ts'

/** The statements that write rows: one for those that are there, one for those that are not, whatever their number. */
export function writeRows(
  table: AnyFoldTable,
  rows: readonly FoldedRow[],
  tenant: TenantId,
): readonly SqlStatement[] {
  const kept = rows.filter(({ row }) => row !== null)
  const gone = rows.filter(({ row }) => row === null).map(({ key }) => key)
  const statements: SqlStatement[] = []
  if (gone.length > 0) statements.push(deleteRows(table, gone, tenant))
  if (kept.length > 0) statements.push(upsertRows(table, kept, tenant))
  return statements
}

function upsertRows(table: AnyFoldTable, rows: readonly FoldedRow[], tenant: TenantId): SqlStatement {
  const { key, positionColumn } = table
  const columns = Object.entries(table.columns)
  const names = [key.column, ...columns.map(([name]) => name)]
  const types: string[] = [key.type, ...columns.map(([, type]) => sqlTypeOf(type))]
  const values: unknown[][] = [
    rows.map((row) => row.key),
    ...columns.map(([name, type]) => {
      const sqlType = sqlTypeOf(type)
      return rows.map(({ row }) => toColumn((row as Record<string, unknown>)[name], sqlType))
    }),
  ]
  if (positionColumn !== undefined) {
    names.push(positionColumn)
    types.push('bigint')
    values.push(rows.map(({ changedBy }) => changedBy.globalPosition.toString()))
  }
  const parameters = types.map((type, index) => `$${index + 1}::${type}[]`).join(', ')
  const tenantColumn = tenantColumnOf(table)
  const owner = tenantColumn === undefined ? [] : [quoted(tenantColumn)]
  const inserted = names.map(quoted)
  const [, ...changed] = inserted
  const set = changed.map((name) => `${name} = excluded.${name}`).join(', ')
  const parameter = tenantColumn === undefined ? '' : `$${types.length + 1}::text, `
  return {
    text: `insert into ${quotedTable(table.name)} (${[...owner, ...inserted].join(', ')})
      select ${parameter}r.* from unnest(${parameters}) r
      on conflict (${[...owner, quoted(key.column)].join(', ')})
      do ${set === '' ? 'nothing' : `update set ${set}`}`,
    values: tenantColumn === undefined ? values : [...values, tenant],
  }
}

/** The statement that deletes the rows of these keys. */
export function deleteRows(table: AnyFoldTable, keys: readonly string[], tenant: TenantId): SqlStatement {
  const tenantColumn = tenantColumnOf(table)
  const text = `delete from ${quotedTable(table.name)} where ${quoted(table.key.column)} = any($1::${table.key.type}[])`
  if (tenantColumn === undefined) return { text, values: [keys] }
  return { text: `${text} and ${quoted(tenantColumn)} = $2`, values: [keys, tenant] }
}
