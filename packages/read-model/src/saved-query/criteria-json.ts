import type { Criteria, CriteriaValue, Json } from '@uno-ts/types'

/** Criteria as JSON: bigints and dates, which JSON does not have, are written as `{ "$bigint": "7" }` and `{ "$date": … }`. */
export function criteriaToJson(criteria: Criteria): Json {
  return written(criteria) as Json // objects and lists of what `written` gives
}

/** Criteria as they were before {@link criteriaToJson}. */
export function criteriaFromJson(json: Json): Criteria {
  return read(json) as Criteria // what was written
}

function written(value: unknown): unknown {
  if (typeof value === 'bigint') return { $bigint: value.toString() }
  if (value instanceof Date) return { $date: value.toISOString() }
  return mapped(value, written)
}

function read(value: unknown): unknown {
  if (isObject(value)) {
    if (typeof value['$bigint'] === 'string') return BigInt(value['$bigint'])
    if (typeof value['$date'] === 'string') return new Date(value['$date'])
  }
  return mapped(value, read)
}

/** Gives every value of a comparison to a function; what it gives back replaces the value, several where a list may be. */
export function mapValues(
  criteria: Criteria,
  map: (value: CriteriaValue) => readonly CriteriaValue[],
  one: (value: CriteriaValue) => CriteriaValue,
): Criteria {
  switch (criteria.op) {
    case 'and':
    case 'or':
      return { ...criteria, operands: criteria.operands.map((operand) => mapValues(operand, map, one)) }
    case 'not':
      return { ...criteria, operand: mapValues(criteria.operand, map, one) }
    case 'eq':
    case 'ne':
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      return { ...criteria, value: one(criteria.value) }
    case 'in':
    case 'notIn':
    case 'contains':
    case 'containedBy':
    case 'overlaps':
      return { ...criteria, values: criteria.values.flatMap(map) }
    case 'between':
      return { ...criteria, from: one(criteria.from), to: one(criteria.to) }
    case 'like':
    case 'ilike':
      return { ...criteria, pattern: String(one(criteria.pattern)) }
    case 'exists':
    case 'isNull':
      return criteria
  }
}

function mapped(value: unknown, map: (inner: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(map)
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, map(inner)]))
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
