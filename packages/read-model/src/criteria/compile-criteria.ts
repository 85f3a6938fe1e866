import { InvalidArgumentError, type Criteria, type CriteriaValue } from '@uno-ts/types'
import { isKeepableText } from '../column/value-check.ts'
import type { ModelTable } from '../table/model-table.ts'
import { bound, comparable, jsonText, type Comparable, type PresentValue } from './comparable.ts'
import { resolveField, type Field } from './resolve-field.ts'
import { sql, type SqlPart } from './sql-part.ts'

/** A boolean expression. */
export type Condition = SqlPart

/** Deeper criteria are no question a person asks, and would exhaust the stack. */
const deepest = 100

const comparisons = { eq: '=', ne: '<>', lt: '<', lte: '<=', gt: '>', gte: '>=' } as const
const containments = { contains: '@>', containedBy: '<@', overlaps: '&&' } as const

const always: Condition = sql`true`
const never: Condition = sql`false`

/**
 * Compiles criteria to one condition. A comparison with a missing value is false, also below `not`.
 *
 * @throws InvalidArgumentError naming a field the model does not have, or a value of the wrong kind
 */
export function compileCriteria(table: ModelTable, criteria: Criteria, depth = 1): Condition {
  if (depth > deepest) throw new InvalidArgumentError(`criteria nest at most ${deepest} levels deep`)
  switch (criteria.op) {
    case 'and':
      return all(criteria.operands.map((operand) => compileCriteria(table, operand, depth + 1)))
    case 'or':
      return any(criteria.operands.map((operand) => compileCriteria(table, operand, depth + 1)))
    case 'not':
      return sql`(${compileCriteria(table, criteria.operand, depth + 1)} is not true)`
    case 'eq':
    case 'ne':
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      return compare(table, resolveField(table, criteria.field), criteria.op, criteria.value)
    case 'in':
      return isAnyOf(table, resolveField(table, criteria.field), criteria.values)
    case 'notIn': {
      const field = resolveField(table, criteria.field)
      return sql`(${isPresent(field)} and ${isAnyOf(table, field, criteria.values)} is not true)`
    }
    case 'between': {
      const field = resolveField(table, criteria.field)
      return all([compare(table, field, 'gte', criteria.from), compare(table, field, 'lte', criteria.to)])
    }
    case 'like':
    case 'ilike':
      return matches(table, resolveField(table, criteria.field), criteria.op, criteria.pattern)
    case 'contains':
    case 'containedBy':
    case 'overlaps':
      return relates(table, resolveField(table, criteria.field), criteria.op, criteria.values)
    case 'exists':
      return isPresent(resolveField(table, criteria.field))
    case 'isNull':
      return sql`(not ${isPresent(resolveField(table, criteria.field))})`
  }
  return unknownOperator(criteria)
}

function compare(
  table: ModelTable,
  field: Field,
  op: keyof typeof comparisons,
  value: CriteriaValue,
): Condition {
  if (value === null) return never
  const side = comparable(table.name, field, value)
  if (op === 'ne' && field.kind === 'json') {
    return sql`(${isPresent(field)} and (${side.expression} = ${bound(side)}) is not true)` // another kind is not equal
  }
  return sql`(${side.expression} ${sql.raw(comparisons[op])} ${bound(side)})`
}

/** One array parameter for each type among the values: most often one. */
function isAnyOf(table: ModelTable, field: Field, values: readonly CriteriaValue[]): Condition {
  const sides = present(values).map((value) => comparable(table.name, field, value))
  const byType = Map.groupBy(sides, (side) => side.type)
  return any([...byType.values()].map(equalsAny))
}

function equalsAny(sides: readonly Comparable[]): Condition {
  const [{ expression, type }] = sides as readonly [Comparable] // a group has at least one
  const parameters = sides.map(({ parameter }) => parameter)
  return sql`(${expression} = any(cast(${parameters} as ${sql.raw(type)}[])))`
}

function matches(table: ModelTable, field: Field, op: 'like' | 'ilike', pattern: string): Condition {
  const where = `${table.name}.${field.name}`
  if (field.kind === 'column' && field.column.type !== 'text') {
    throw new InvalidArgumentError(`${where} is ${field.column.type}: ${op} reads text`)
  }
  if (typeof pattern !== 'string' || !isKeepableText(pattern)) {
    throw new InvalidArgumentError(`${where}: expected a pattern without NUL and broken characters`)
  }
  if (/(?<!\\)(?:\\\\)*\\$/.test(pattern)) {
    throw new InvalidArgumentError(`${where}: the pattern ends in an escape "\\" without a character`)
  }
  const text = field.kind === 'json' ? jsonText(field.expression) : field.expression
  // Upper and lower case are the database's own; the order by code point knows ASCII only.
  return op === 'like' ? sql`(${text} like ${pattern})` : sql`(${text} collate "default" ilike ${pattern})`
}

function relates(
  table: ModelTable,
  field: Field,
  op: keyof typeof containments,
  values: readonly CriteriaValue[],
): Condition {
  const wanted = present(values)
  if (op === 'contains' && wanted.length < values.length) return never // no list contains a missing value
  if (field.kind === 'json') return relatesJson(field.expression, op, wanted)
  if (field.column.type !== 'text[]') {
    throw new InvalidArgumentError(`${table.name}.${field.name} is ${field.column.type}: ${op} reads lists`)
  }
  if (!wanted.every((value) => typeof value === 'string' && isKeepableText(value))) {
    throw new InvalidArgumentError(`${table.name}.${field.name} is text[]: expected a list of texts`)
  }
  return sql`(${field.expression} ${sql.raw(containments[op])} cast(${wanted} as text[]))`
}

function relatesJson(
  json: SqlPart,
  op: keyof typeof containments,
  values: readonly PresentValue[],
): Condition {
  const list = (items: readonly PresentValue[]) => sql`cast(${jsonList(items)} as jsonb)`
  const isList = sql`jsonb_typeof(${json}) = 'array'`
  switch (op) {
    case 'contains':
      return all([isList, sql`${json} @> ${list(values)}`])
    case 'containedBy':
      return all([isList, sql`${json} <@ ${list(values)}`])
    case 'overlaps':
      return all([isList, any(values.map((value) => sql`${json} @> ${list([value])}`))])
  }
}

function jsonList(values: readonly PresentValue[]): string {
  return `[${values.map((value) => (typeof value === 'bigint' ? String(value) : JSON.stringify(value))).join(',')}]`
}

/** JSON's null is as missing as a key that is not there. */
function isPresent({ kind, expression }: Field): Condition {
  return kind === 'column' ? sql`(${expression} is not null)` : sql`(${expression} #>> '{}' is not null)`
}

function present(values: readonly CriteriaValue[]): readonly PresentValue[] {
  return values.filter((value) => value !== null)
}

function all(conditions: readonly Condition[]): Condition {
  return conditions.length === 0 ? always : sql`(${sql.join(conditions, ' and ')})`
}

function any(conditions: readonly Condition[]): Condition {
  return conditions.length === 0 ? never : sql`(${sql.join(conditions, ' or ')})`
}

/** Criteria may come from outside, where the compiler has not looked. */
function unknownOperator(criteria: never): never {
  const { op } = criteria as { readonly op: unknown }
  throw new InvalidArgumentError(`there is no operator ${JSON.stringify(String(op).slice(0, 40))}`)
}
