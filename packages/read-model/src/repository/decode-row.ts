import { globalPosition, type ReadModel } from '@uno-ts/types'
import { decodeValue } from '../column/decode-value.ts'
import type { Column, ModelTable } from '../table/model-table.ts'
import { systemColumns } from '../table/system-columns.ts'

/** What the driver gives for one row. */
export type SqlRecord = Readonly<Record<string, unknown>>

/** The row as its schema describes it. Columns that were not selected are left out. */
export function decodeRow<Row>(table: ModelTable, record: SqlRecord): Row {
  const row: Record<string, unknown> = {}
  for (const { field, type } of table.columns) {
    const value = record[field]
    if (value !== undefined) row[field] = decodeValue(type, value)
  }
  const document = record[systemColumns.document]
  return (table.hasDocument ? { ...(document as object), ...row } : row) as Row // as `encodeRow` wrote it
}

/** The row of its values, in the order of `rowColumns`; values that follow are not the row's. */
export function decodeValues<Row>(table: ModelTable, values: readonly unknown[]): Row {
  const { columns, hasDocument } = table
  const row: Record<string, unknown> = {}
  for (let index = 0; index < columns.length; index++) {
    const { field, type } = columns[index] as Column // as many as counted
    row[field] = decodeValue(type, values[index])
  }
  return (hasDocument ? { ...(values[columns.length] as object), ...row } : row) as Row // as `encodeRow` wrote it
}

/** The row with its version, position and time. */
export function decodeModel<Row>(table: ModelTable, record: SqlRecord): ReadModel<Row> {
  const position = record[systemColumns.position] as string | bigint | number | null // int8, as drivers give it
  return {
    row: decodeRow<Row>(table, record),
    version: Number(record[systemColumns.version]),
    position: position === null ? undefined : globalPosition(position),
    updatedAt: decodeValue('timestamp', record[systemColumns.updatedAt]) as Date,
  }
}
