import { InvalidArgumentError, type ColumnType, type SortKey } from '@uno-ts/types'
import { compareValues } from '../read-model/compare-values.ts'
import type { AnyRow } from '../read-model/model-field.ts'

/**
 * An order over answers: by its keys, then by the groups. Nulls come last in both directions; where kinds are mixed,
 * numbers come before texts before booleans.
 *
 * @throws InvalidArgumentError naming a key that is not of the answer
 */
export function groupOrder(
  sort: readonly SortKey[],
  groups: readonly string[],
  types: ReadonlyMap<string, ColumnType | 'decimal'>,
): (a: AnyRow, b: AnyRow) => number {
  for (const { field, direction } of sort) {
    if (!types.has(field))
      throw new InvalidArgumentError(`the answer has no "${field.slice(0, 60)}" to sort by`)
    if (direction !== 'asc' && direction !== 'desc') {
      throw new InvalidArgumentError(`the order by "${field}" is "asc" or "desc"`)
    }
  }
  const keys = [...sort, ...groups.map((field): SortKey => ({ field, direction: 'asc' }))]
  return (a, b) => {
    for (const { field, direction } of keys) {
      const inOrder = types.get(field) === 'decimal' ? unitsOf : (value: unknown) => value
      const order = compare(inOrder(a[field]), inOrder(b[field]), direction)
      if (order !== 0) return order
    }
    return 0
  }
}

function compare(a: unknown, b: unknown, direction: SortKey['direction']): number {
  const kinds = kindRank(a) - kindRank(b)
  if (kinds !== 0) return kinds
  const order = compareValues(a, b) ?? 0
  return direction === 'asc' ? order : -order
}

function kindRank(value: unknown): number {
  if (value === null) return 3
  if (typeof value === 'boolean') return 2
  return typeof value === 'string' ? 1 : 0
}

/** Decimals have the same number of digits: without the point they are whole numbers. */
function unitsOf(decimal: unknown): bigint | null {
  return typeof decimal === 'string' ? BigInt(decimal.replace('.', '')) : null
}
