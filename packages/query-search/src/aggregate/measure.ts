import { InvalidArgumentError, type Aggregation, type ColumnType } from '@uno-ts/types'
import { sql, type Expression, type RawBuilder } from 'kysely'
import type { FigureKind } from './figure.ts'
import type { FieldFinder, Figure } from './group-by.ts'
import { jsonNumber } from './json-value.ts'

/** @throws InvalidArgumentError naming a field the figure cannot be made of */
export function measure(find: FieldFinder, aggregation: Aggregation): Figure {
  switch (aggregation.op) {
    case 'count':
      return count(find, aggregation.field)
    case 'countDistinct':
      return countDistinct(find, aggregation.field)
    case 'sum':
      return sum(find, aggregation.field)
    case 'avg':
      return average(find, aggregation.field)
    case 'min':
    case 'max': {
      const { values, kind, type } = ordered(find, aggregation.field)
      const least = aggregation.op === 'min'
      if (type === 'boolean')
        return { kind, expression: least ? sql`bool_and(${values})` : sql`bool_or(${values})` }
      return { kind, expression: least ? sql`min(${values})` : sql`max(${values})` }
    }
    case 'percentile': {
      const { values, kind } = ordered(find, aggregation.field)
      const fraction = sql`cast(${aggregation.fraction} as double precision)`
      return { kind, expression: sql`percentile_disc(${fraction}) within group (order by ${values})` }
    }
  }
  return unknownFigure(aggregation)
}

function count(find: FieldFinder, path: string | undefined): Figure {
  if (path === undefined) return { expression: sql`count(*)`, kind: 'count' }
  const { type, expression } = find(path)
  const values = type === 'json' ? sql`${expression} #>> '{}'` : expression // JSON's null is missing
  return { expression: sql`count(${values})`, kind: 'count' }
}

function countDistinct(find: FieldFinder, path: string): Figure {
  const { type, expression } = find(path)
  if (type === 'text[]') throw noFigure(path, type)
  const values = type === 'json' ? sql`nullif(${expression}, 'null')` : expression
  return { expression: sql`count(distinct ${values})`, kind: 'count' }
}

function sum(find: FieldFinder, path: string): Figure {
  const { values, type } = numbers(find, path)
  const total = sql`coalesce(sum(${values}), 0)`
  if (type === 'bigint') return { expression: total, kind: 'bigint' } // PostgreSQL adds 64 bits up as numeric: exact
  return { expression: sql`cast(${total} as double precision)`, kind: 'number' }
}

function average(find: FieldFinder, path: string): Figure {
  const { values, type } = numbers(find, path)
  if (type === 'bigint') return { expression: exactAverage(values), kind: 'decimal' }
  return {
    expression: sql`cast(sum(${values}) as double precision) / nullif(count(${values}), 0)`,
    kind: 'number',
  }
}

/**
 * Six digits, half away from zero, by whole numbers alone: `avg` keeps sixteen significant digits, and rounding those
 * again would not be the same.
 */
function exactAverage(values: Expression<unknown>): RawBuilder<unknown> {
  const sum = sql`sum(${values})`
  const count = sql`nullif(count(${values}), 0)`
  return sql`sign(${sum}) * div(abs(${sum}) * 2000000 + ${count}, 2 * ${count}) * 0.000001`
}

interface Values {
  readonly values: Expression<unknown>
  readonly type: ColumnType
}

function numbers(find: FieldFinder, path: string): Values {
  const { type, expression } = find(path)
  switch (type) {
    case 'integer':
    case 'bigint':
    case 'number':
      return { values: expression, type }
    case 'json':
      return { values: jsonNumber(expression), type }
    case 'text':
    case 'boolean':
    case 'timestamp':
    case 'text[]':
      throw noFigure(path, type)
  }
}

function ordered(find: FieldFinder, path: string): Values & { readonly kind: FigureKind } {
  const { type, expression } = find(path)
  switch (type) {
    case 'text':
    case 'bigint':
    case 'number':
    case 'boolean':
    case 'timestamp':
      return { values: expression, type, kind: type }
    case 'integer':
      return { values: expression, type, kind: 'number' }
    case 'json':
      return { values: sql`cast(${jsonNumber(expression)} as double precision)`, type, kind: 'number' }
    case 'text[]':
      throw noFigure(path, type)
  }
}

function noFigure(path: string, type: ColumnType): InvalidArgumentError {
  return new InvalidArgumentError(`"${path}" is ${type}: there is no such figure of it`)
}

/** Requests may come from outside, where the compiler has not looked. */
function unknownFigure(aggregation: never): never {
  const { op } = aggregation as { readonly op: unknown }
  throw new InvalidArgumentError(`there is no figure ${JSON.stringify(String(op).slice(0, 40))}`)
}
