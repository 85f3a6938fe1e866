import {
  CursorError,
  InvalidArgumentError,
  type CriteriaValue,
  type CursorValues,
  type ReadModelDefinition,
  type Sort,
  type SortKey,
} from '@uno-ts/types'
import { compareValues } from './compare-values.ts'
import { modelField, type AnyRow, type ModelField } from './model-field.ts'

/** An order over rows: by its keys, then by the id. */
export interface RowOrder {
  /** The place of a row: its sort values with its id last. */
  placeOf(row: AnyRow): CursorValues
  /** Negative when the first place comes first. @throws CursorError when they hold values of different kinds */
  compare(a: CursorValues, b: CursorValues): number
}

/** @throws InvalidArgumentError naming a field that is not there or has no order */
export function rowOrder(model: ReadModelDefinition, sort: Sort): RowOrder {
  const keys = [...sort, { field: model.key, direction: 'asc' } as const].map((key) => ({
    direction: checkedDirection(key),
    field: sortableField(model, key),
  }))
  return {
    placeOf: (row) => keys.map(({ field }) => sortValue(field, row)),
    compare(a, b) {
      for (const [index, { direction }] of keys.entries()) {
        const order = compareKey(a[index] ?? null, b[index] ?? null, direction)
        if (order !== 0) return order
      }
      return 0
    },
  }
}

/** Nulls last in both directions; inside JSON numbers come before texts, in both directions too. */
function compareKey(a: CriteriaValue, b: CriteriaValue, direction: SortKey['direction']): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  if (typeof a === 'number' && typeof b === 'string') return -1
  if (typeof a === 'string' && typeof b === 'number') return 1
  const order = compareValues(a, b)
  if (order === undefined) throw new CursorError('the cursor holds a value of another kind than its sort key')
  return direction === 'asc' ? order : -order
}

function sortValue(field: ModelField, row: AnyRow): CriteriaValue {
  const value = field.read(row)
  if (field.type !== 'json') return value as CriteriaValue // the column's type, checked when it was saved
  return typeof value === 'number' || typeof value === 'string' ? value : null
}

function sortableField(model: ReadModelDefinition, key: SortKey): ModelField {
  const field = modelField(model, key.field)
  if (field.type === 'text[]') throw new InvalidArgumentError(`${field.name} is text[]: it has no order`)
  return field
}

function checkedDirection({ field, direction }: SortKey): SortKey['direction'] {
  if (direction === 'asc' || direction === 'desc') return direction
  throw new InvalidArgumentError(`the order by "${field}" is "asc" or "desc"`)
}
