import { globalPosition, type ReadModel } from '@uno-ts/types'
import { decodeValue } from '../column/decode-value.ts'
import type { ModelTable } from '../table/model-table.ts'
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
