import { InvalidArgumentError, readModelId } from '@uno-ts/types'
import { encodeJson } from '../column/encode-json.ts'
import { encodeValue } from '../column/encode-value.ts'
import { kindOf } from '../column/value-check.ts'
import type { Column, ModelTable } from '../table/model-table.ts'
import { systemColumns } from '../table/system-columns.ts'

/** A row as JSON for the database: its columns by name, and the document. */
export type EncodedRow = Readonly<Record<string, unknown>>

/**
 * Turns a row into what the database takes.
 *
 * @throws InvalidArgumentError naming the field that has no place or holds what its column cannot
 */
export function encodeRow(table: ModelTable, row: unknown): EncodedRow {
  const fields = fieldsOf(table, row)
  const encoded = encodeFields(table, fields)
  for (const column of table.columns)
    encoded[column.field] ??= encodeColumn(table, column, fields[column.field])
  readModelId(String(encoded[table.key]))
  return encoded
}

/** Turns only the fields that are there; those of the document become part of it. */
export function encodeChanges(table: ModelTable, changes: unknown): EncodedRow {
  return encodeFields(table, fieldsOf(table, changes))
}

function encodeFields(table: ModelTable, fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const encoded: Record<string, unknown> = {}
  const document: Record<string, unknown> = {}
  for (const [field, value] of Object.entries(fields)) {
    const column = table.column(field)
    if (column !== undefined) encoded[field] = encodeColumn(table, column, value)
    else if (value !== undefined) document[field] = encodeDocumentField(table, field, value)
  }
  if (table.hasDocument) encoded[systemColumns.document] = document
  return encoded
}

function encodeColumn(table: ModelTable, { field, type, nullable }: Column, value: unknown): unknown {
  const where = `${table.name}.${field}`
  if (value !== null && value !== undefined) return encodeValue(type, value, where)
  if (nullable) return null
  throw new InvalidArgumentError(`${where}: expected ${type}, found ${value === null ? 'null' : 'nothing'}`)
}

function encodeDocumentField(table: ModelTable, field: string, value: unknown): unknown {
  if (table.documentFields === 'any' || table.documentFields.has(field)) {
    return encodeJson(value, `${table.name}.${field}`)
  }
  throw new InvalidArgumentError(`${table.name} has no field ${JSON.stringify(field.slice(0, 60))}`)
}

function fieldsOf(table: ModelTable, row: unknown): Readonly<Record<string, unknown>> {
  if (typeof row === 'object' && row !== null && !Array.isArray(row)) return row as Record<string, unknown> // an object
  throw new InvalidArgumentError(`a row of ${table.name} is an object, found ${kindOf(row)}`)
}
