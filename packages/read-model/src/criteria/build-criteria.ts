import type { Criteria, CriteriaValue, FieldPath, SortKey } from '@uno-ts/types'

/** All of these. None given: every row. */
export function and(...operands: readonly Criteria[]): Criteria {
  return { op: 'and', operands }
}

/** At least one of these. None given: no row. */
export function or(...operands: readonly Criteria[]): Criteria {
  return { op: 'or', operands }
}

/** Every row this is not true of, rows with missing values among them. */
export function not(operand: Criteria): Criteria {
  return { op: 'not', operand }
}

/** The field has this value. */
export function eq(field: FieldPath, value: CriteriaValue): Criteria {
  return { op: 'eq', field, value }
}

/** The field is there and has another value. */
export function ne(field: FieldPath, value: CriteriaValue): Criteria {
  return { op: 'ne', field, value }
}

/** The field is less than this. */
export function lt(field: FieldPath, value: CriteriaValue): Criteria {
  return { op: 'lt', field, value }
}

/** The field is at most this. */
export function lte(field: FieldPath, value: CriteriaValue): Criteria {
  return { op: 'lte', field, value }
}

/** The field is greater than this. */
export function gt(field: FieldPath, value: CriteriaValue): Criteria {
  return { op: 'gt', field, value }
}

/** The field is at least this. */
export function gte(field: FieldPath, value: CriteriaValue): Criteria {
  return { op: 'gte', field, value }
}

/** The field has one of these values: `in`, which is a reserved word. */
export function oneOf(field: FieldPath, values: readonly CriteriaValue[]): Criteria {
  return { op: 'in', field, values }
}

/** The field is there and has none of these values. */
export function noneOf(field: FieldPath, values: readonly CriteriaValue[]): Criteria {
  return { op: 'notIn', field, values }
}

/** The field lies between these, both included. */
export function between(field: FieldPath, from: CriteriaValue, to: CriteriaValue): Criteria {
  return { op: 'between', field, from, to }
}

/** The text fits a pattern: `%` is any characters, `_` is one, `\` takes the next as it is. */
export function like(field: FieldPath, pattern: string): Criteria {
  return { op: 'like', field, pattern }
}

/** As {@link like}, upper and lower case alike. */
export function ilike(field: FieldPath, pattern: string): Criteria {
  return { op: 'ilike', field, pattern }
}

/** The list holds all of these. */
export function contains(field: FieldPath, values: readonly CriteriaValue[]): Criteria {
  return { op: 'contains', field, values }
}

/** The list holds nothing but these. */
export function containedBy(field: FieldPath, values: readonly CriteriaValue[]): Criteria {
  return { op: 'containedBy', field, values }
}

/** The list holds at least one of these. */
export function overlaps(field: FieldPath, values: readonly CriteriaValue[]): Criteria {
  return { op: 'overlaps', field, values }
}

/** The field has a value. */
export function exists(field: FieldPath): Criteria {
  return { op: 'exists', field }
}

/** The field is missing or null. */
export function isNull(field: FieldPath): Criteria {
  return { op: 'isNull', field }
}

/** The least first; rows without a value last. */
export function asc(field: FieldPath): SortKey {
  return { field, direction: 'asc' }
}

/** The greatest first; rows without a value last. */
export function desc(field: FieldPath): SortKey {
  return { field, direction: 'desc' }
}
