import { InvalidArgumentError, type ColumnType, type CriteriaValue } from '@uno-ts/types'
import { checkComparable } from './keepable.ts'
import type { ModelField } from './model-field.ts'

/**
 * The value as the field's values can be compared with it: a time is a Date beside a column, ISO text inside JSON.
 *
 * @throws InvalidArgumentError naming the field when no value of it could be compared
 */
export function comparableValue(field: ModelField, value: Exclude<CriteriaValue, null>): CriteriaValue {
  checkComparable(field.name, value)
  if (field.type === 'json') return value instanceof Date ? value.toISOString() : value
  if (field.type === 'timestamp' && typeof value === 'string') return timeOf(field, value)
  const kinds = comparableKinds[field.type]
  const kind = value instanceof Date ? 'date' : typeof value
  if (!kinds.includes(kind)) {
    throw new InvalidArgumentError(
      `${field.name} is ${field.type}: expected a value of that kind, found a ${kind}`,
    )
  }
  return value
}

const comparableKinds: Readonly<Record<Exclude<ColumnType, 'json'>, readonly string[]>> = {
  text: ['string'],
  integer: ['number', 'bigint'],
  bigint: ['number', 'bigint'],
  number: ['number', 'bigint'],
  boolean: ['boolean'],
  timestamp: ['date'],
  'text[]': [], // asked by contains, containedBy and overlaps
}

function timeOf(field: ModelField, text: string): Date {
  const time = new Date(text)
  if (!/^\d{4}-\d\d-\d\dT.*(?:Z|[+-]\d\d:\d\d)$/.test(text) || Number.isNaN(time.getTime())) {
    throw new InvalidArgumentError(
      `${field.name} is timestamp: expected a date or an ISO 8601 instant, found other text`,
    )
  }
  return time
}
