import { InvalidArgumentError, type CriteriaValue, type Sort, type SortKey } from '@uno-ts/types'
import { exactInstant } from '../column/column-parsers.ts'
import { decodeValue } from '../column/decode-value.ts'
import type { ModelTable } from '../table/model-table.ts'
import { bound, comparable, jsonNumber, jsonText } from './comparable.ts'
import { resolveField, type Field } from './resolve-field.ts'
import { sql, type SqlPart } from './sql-part.ts'

/** One expression of an order. */
export interface SortTerm {
  readonly expression: SqlPart
  readonly direction: 'asc' | 'desc'
  readonly nullable: boolean
}

/** One key of an order in SQL, and how a cursor remembers its value. */
export interface CompiledSortKey {
  /** Most keys are one term; a place in JSON is two: numbers come before texts. */
  readonly terms: readonly SortTerm[]
  /**
   * What tells a row's value as a cursor keeps it: one of its columns, or an expression selected beside them, which is
   * not needed where instants are read as the text of their column.
   */
  readonly cursorValue:
    | { readonly column: string }
    | { readonly expression: SqlPart; readonly instant?: string | undefined }
  readonly decode: (selected: unknown) => CriteriaValue
  /** A cursor's value for each term, `null` where it is missing. */
  readonly bind: (value: CriteriaValue) => readonly (SqlPart | null)[]
}

/**
 * The keys of an order, with the id last: it breaks ties, ascending.
 *
 * @throws InvalidArgumentError naming a field that is not there or has no order
 */
export function sortKeys(table: ModelTable, sort: Sort): readonly CompiledSortKey[] {
  return [...sort, { field: table.key, direction: 'asc' } as const].map((key) => compileSortKey(table, key))
}

function compileSortKey(table: ModelTable, { field: path, direction }: SortKey): CompiledSortKey {
  const field = resolveField(table, path)
  if (direction !== 'asc' && direction !== 'desc') {
    throw new InvalidArgumentError(`the order by "${field.name}" is "asc" or "desc"`)
  }
  return field.kind === 'json' ? jsonKey(table, field, direction) : columnKey(table, field, direction)
}

function columnKey(
  table: ModelTable,
  field: Extract<Field, { kind: 'column' }>,
  direction: SortKey['direction'],
): CompiledSortKey {
  const { expression, column } = field
  if (column.type === 'text[]')
    throw new InvalidArgumentError(`${table.name}.${field.name} is text[]: it has no order`)
  const isTimestamp = column.type === 'timestamp'
  return {
    terms: [{ expression, direction, nullable: column.nullable }],
    // A Date ends at milliseconds, the column does not: the cursor keeps the instant as ISO text.
    cursorValue: isTimestamp
      ? { expression: sql`to_json(${expression}) #>> '{}'`, instant: column.field }
      : { column: column.field },
    decode: (selected) =>
      (isTimestamp ? instantText(selected) : decodeValue(column.type, selected)) as CriteriaValue, // no lists, no documents
    bind: (value) => [value === null ? null : bound(comparable(table.name, field, value))],
  }
}

/** Numbers first, then texts by code point, both in the given direction; anything else is missing. */
function jsonKey(
  table: ModelTable,
  field: Extract<Field, { kind: 'json' }>,
  direction: SortKey['direction'],
): CompiledSortKey {
  const { expression } = field
  return {
    terms: [
      { expression: jsonNumber(expression), direction, nullable: true },
      { expression: jsonText(expression), direction, nullable: true },
    ],
    cursorValue: { expression },
    decode: (selected) => (typeof selected === 'number' || typeof selected === 'string' ? selected : null),
    bind: (value) => {
      if (value === null) return [null, null]
      const parameter = bound(comparable(table.name, field, value))
      return typeof value === 'number' ? [parameter, null] : [null, parameter]
    },
  }
}

/** As the column writes it, or ISO 8601 already. */
function instantText(selected: unknown): unknown {
  return typeof selected === 'string' && selected[10] === ' ' ? exactInstant(selected) : selected
}
