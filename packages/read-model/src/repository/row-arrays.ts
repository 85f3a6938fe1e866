import type { ColumnType } from '@uno-ts/types'
import { sqlType } from '../column/sql-type.ts'
import { quoted } from '../table/identifier.ts'
import type { ModelTable } from '../table/model-table.ts'
import { systemColumns } from '../table/system-columns.ts'
import type { EncodedRow } from './encode-row.ts'

/**
 * Rows as parameters: an array a column, in the order of `rowColumns`. An upsert of 1,000 rows of 8 columns reaches 0.87 of
 * one that checks nothing; it reached 0.86 with one JSON document that PostgreSQL takes apart, and 0.81 where that is
 * quickest (0.85 with arrays; medians and lower quartiles of 390 turns, 2026-11-23).
 *
 * @param first - the number of the first parameter
 */
export function arraysText(
  table: ModelTable,
  first: number,
): { readonly from: string; readonly selected: string } {
  const columns = columnsOf(table)
  const parameters = columns.map(({ type }, index) => `$${first + index}::${arrayType(type)}`)
  const names = columns.map(({ field }) => quoted(field))
  return {
    from: `unnest(${parameters.join(', ')}) as r(${names.join(', ')})`,
    // An array of lists would have to be a rectangle: lists travel as texts.
    selected: columns
      .map(({ type }, index) => `r.${names[index]}${type === 'text[]' ? '::text[]' : ''}`)
      .join(', '),
  }
}

/** The parameters of {@link arraysText}. */
export function arraysOf(table: ModelTable, rows: readonly EncodedRow[]): readonly unknown[][] {
  return columnsOf(table).map(({ field, type }) => rows.map((row) => elementOf(type, row[field])))
}

function columnsOf(table: ModelTable): readonly { readonly field: string; readonly type: ColumnType }[] {
  return table.hasDocument
    ? [...table.columns, { field: systemColumns.document, type: 'json' }]
    : table.columns
}

function arrayType(type: ColumnType): string {
  return type === 'text[]' ? 'text[]' : `${sqlType[type]}[]`
}

function elementOf(type: ColumnType, value: unknown): unknown {
  if (value === null || value === undefined) return null
  if (type === 'json') return JSON.stringify(value)
  return type === 'text[]' ? listText(value as readonly string[]) : value // as `encodeValue` has checked
}

/** `{"a","with \"quotes\""}` */
function listText(items: readonly string[]): string {
  return `{${items.map((item) => `"${item.replaceAll(/["\\]/g, String.raw`\$&`)}"`).join(',')}}`
}
