import {
  InvalidArgumentError,
  type Criteria,
  type CriteriaValue,
  type ReadModelDefinition,
} from '@uno-ts/types'
import { comparableValue } from './comparable-value.ts'
import { compareValues } from './compare-values.ts'
import { checkComparable } from './keepable.ts'
import { likePattern } from './like-pattern.ts'
import { modelField, type AnyRow, type ModelField } from './model-field.ts'

/** As deep as a database is asked. */
const deepest = 100

/** Tells whether a row is asked for. */
export type RowTest = (row: AnyRow) => boolean

/**
 * Makes a test of criteria, with the answers SQL gives: a comparison with a missing value is false.
 *
 * @throws InvalidArgumentError naming a field the model does not have, or a value of the wrong kind
 */
export function matchCriteria(model: ReadModelDefinition, criteria: Criteria, depth = 1): RowTest {
  if (depth > deepest) throw new InvalidArgumentError(`criteria nest at most ${deepest} levels deep`)
  switch (criteria.op) {
    case 'and': {
      const tests = criteria.operands.map((operand) => matchCriteria(model, operand, depth + 1))
      return (row) => tests.every((test) => test(row))
    }
    case 'or': {
      const tests = criteria.operands.map((operand) => matchCriteria(model, operand, depth + 1))
      return (row) => tests.some((test) => test(row))
    }
    case 'not': {
      const test = matchCriteria(model, criteria.operand, depth + 1)
      return (row) => !test(row)
    }
    case 'eq':
    case 'ne':
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      return compare(modelField(model, criteria.field), criteria.op, criteria.value)
    case 'in':
      return isAnyOf(modelField(model, criteria.field), criteria.values)
    case 'notIn': {
      const field = modelField(model, criteria.field)
      const test = isAnyOf(field, criteria.values)
      return (row) => field.read(row) !== null && !test(row)
    }
    case 'between': {
      const field = modelField(model, criteria.field)
      const [atLeast, atMost] = [compare(field, 'gte', criteria.from), compare(field, 'lte', criteria.to)]
      return (row) => atLeast(row) && atMost(row)
    }
    case 'like':
    case 'ilike':
      return matchesPattern(modelField(model, criteria.field), criteria.op, criteria.pattern)
    case 'contains':
    case 'containedBy':
    case 'overlaps':
      return relates(modelField(model, criteria.field), criteria.op, criteria.values)
    case 'exists': {
      const field = modelField(model, criteria.field)
      return (row) => field.read(row) !== null
    }
    case 'isNull': {
      const field = modelField(model, criteria.field)
      return (row) => field.read(row) === null
    }
  }
  return unknownOperator(criteria)
}

const holds = {
  eq: (order: number) => order === 0,
  ne: (order: number) => order !== 0,
  lt: (order: number) => order < 0,
  lte: (order: number) => order <= 0,
  gt: (order: number) => order > 0,
  gte: (order: number) => order >= 0,
}

function compare(field: ModelField, op: keyof typeof holds, value: CriteriaValue): RowTest {
  if (value === null) return () => false
  const wanted = comparableValue(field, value)
  return (row) => {
    const found = field.read(row)
    if (found === null) return false
    const order = compareValues(found, wanted)
    return order === undefined ? op === 'ne' : holds[op](order) // another kind, in JSON, is not equal
  }
}

function isAnyOf(field: ModelField, values: readonly CriteriaValue[]): RowTest {
  const tests = values.map((value) => compare(field, 'eq', value))
  return (row) => tests.some((test) => test(row))
}

function matchesPattern(field: ModelField, op: 'like' | 'ilike', pattern: string): RowTest {
  if (field.type !== 'text' && field.type !== 'json') {
    throw new InvalidArgumentError(`${field.name} is ${field.type}: ${op} reads text`)
  }
  checkComparable(field.name, pattern)
  const expression = likePattern(pattern, { ignoreCase: op === 'ilike' })
  return (row) => {
    const text = field.read(row)
    return typeof text === 'string' && expression.test(text)
  }
}

function relates(
  field: ModelField,
  op: 'contains' | 'containedBy' | 'overlaps',
  values: readonly CriteriaValue[],
): RowTest {
  if (field.type !== 'json' && field.type !== 'text[]') {
    throw new InvalidArgumentError(`${field.name} is ${field.type}: ${op} reads lists`)
  }
  const wanted = values.filter((value) => value !== null)
  for (const value of wanted) {
    checkComparable(field.name, value)
    if (field.type === 'text[]' && typeof value !== 'string') {
      throw new InvalidArgumentError(`${field.name} is text[]: expected a list of texts`)
    }
  }
  if (op === 'contains' && wanted.length < values.length) return () => false // no list contains a missing value
  return (row) => {
    const found: unknown = field.read(row)
    if (!Array.isArray(found)) return false
    switch (op) {
      case 'contains':
        return wanted.every((value) => has(found, value))
      case 'containedBy':
        return found.every((item) => has(wanted, item))
      case 'overlaps':
        return wanted.some((value) => has(found, value))
    }
  }
}

function has(list: readonly unknown[], value: unknown): boolean {
  return list.some((item) => compareValues(item, value) === 0)
}

/** Criteria may come from outside, where the compiler has not looked. */
function unknownOperator(criteria: never): never {
  const { op } = criteria as { readonly op: unknown }
  throw new InvalidArgumentError(`there is no operator ${JSON.stringify(String(op).slice(0, 40))}`)
}
