import {
  InvalidArgumentError,
  type Aggregation,
  type ColumnType,
  type FieldPath,
  type ReadModelDefinition,
  type TimeBucket,
} from '@uno-ts/types'
import { compareValues } from '../read-model/compare-values.ts'
import { modelField, type AnyRow, type ModelField } from '../read-model/model-field.ts'
import { exactAverage, exactSum } from './exact-sum.ts'
import { bucketStart } from './time-bucket.ts'

/** What kind of value a name of the answer has. */
export interface RowFigure<Subject> {
  readonly type: ColumnType | 'decimal'
  readonly of: (subject: Subject) => unknown
}

/** What a row is grouped by. @throws InvalidArgumentError naming a field that makes no groups */
export function groupFigure(model: ReadModelDefinition, key: FieldPath | TimeBucket): RowFigure<AnyRow> {
  if (typeof key === 'string') {
    const field = modelField(model, key)
    if (field.type === 'text[]') throw noFigure(field)
    return { type: field.type, of: (row) => scalarOf(field, row) }
  }
  const field = modelField(model, key.field)
  if (field.type !== 'timestamp') throw noFigure(field)
  const { bucket, zone = 'UTC' } = key
  return {
    type: 'timestamp',
    of: (row) => {
      const time = field.read(row)
      return time instanceof Date ? bucketStart(time, bucket, zone) : null
    },
  }
}

/** The figure over the rows of a group. @throws InvalidArgumentError naming a field it cannot be made of */
export function measureFigure(
  model: ReadModelDefinition,
  aggregation: Aggregation,
): RowFigure<readonly AnyRow[]> {
  if (aggregation.op === 'count') return count(model, aggregation.field)
  const field = modelField(model, aggregation.field)
  switch (aggregation.op) {
    case 'countDistinct':
      if (field.type === 'text[]') throw noFigure(field)
      return { type: 'integer', of: (rows) => new Set(present(field, rows).map(identity)).size }
    case 'sum':
      return sum(field)
    case 'avg':
      return average(field)
    case 'min':
      return { type: orderedType(field), of: (rows) => inOrder(field, rows).at(0) ?? null }
    case 'max':
      return { type: orderedType(field), of: (rows) => inOrder(field, rows).at(-1) ?? null }
    case 'percentile': {
      const { fraction } = aggregation
      return {
        type: orderedType(field),
        of: (rows) => {
          const values = inOrder(field, rows)
          return values[Math.max(0, Math.ceil(fraction * values.length) - 1)] ?? null
        },
      }
    }
  }
  return unknownFigure(aggregation)
}

function count(model: ReadModelDefinition, path: FieldPath | undefined): RowFigure<readonly AnyRow[]> {
  if (path === undefined) return { type: 'integer', of: (rows) => rows.length }
  const field = modelField(model, path)
  return { type: 'integer', of: (rows) => present(field, rows).length }
}

function sum(field: ModelField): RowFigure<readonly AnyRow[]> {
  switch (numberType(field)) {
    case 'bigint':
      return {
        type: 'bigint',
        of: (rows) => (present(field, rows) as readonly bigint[]).reduce((total, value) => total + value, 0n),
      }
    case 'number':
      return {
        type: 'number',
        of: (rows) => (numbers(field, rows) as readonly number[]).reduce((total, value) => total + value, 0),
      }
    default:
      return { type: 'number', of: (rows) => exactSum(numbers(field, rows)) }
  }
}

function average(field: ModelField): RowFigure<readonly AnyRow[]> {
  const total = sum(field)
  if (total.type === 'bigint') {
    return {
      type: 'decimal',
      of: (rows) => {
        const values = present(field, rows) as readonly bigint[]
        return values.length === 0 ? null : exactAverage(values)
      },
    }
  }
  return {
    type: 'number',
    of: (rows) => {
      const { length } = numbers(field, rows)
      return length === 0 ? null : (total.of(rows) as number) / length
    },
  }
}

/** JSON keeps texts, numbers and booleans for figures; anything else is missing. */
function scalarOf(field: ModelField, row: AnyRow): unknown {
  const value = field.read(row)
  return typeof value === 'object' && field.type === 'json' ? null : value
}

function present(field: ModelField, rows: readonly AnyRow[]): readonly unknown[] {
  return rows.map((row) => field.read(row)).filter((value) => value !== null)
}

function numbers(field: ModelField, rows: readonly AnyRow[]): readonly (number | bigint)[] {
  return present(field, rows).filter((value) => typeof value === 'number' || typeof value === 'bigint')
}

function inOrder(field: ModelField, rows: readonly AnyRow[]): readonly unknown[] {
  const values = field.type === 'json' ? numbers(field, rows) : present(field, rows)
  return values.toSorted((a, b) => compareValues(a, b) ?? 0)
}

/** A text that is the same for equal values, objects whose keys stand in another order among them. */
export function identity(value: unknown): string {
  if (typeof value === 'bigint') return `n${value}`
  if (value instanceof Date) return `d${value.getTime()}`
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}

function numberType(field: ModelField): ColumnType {
  if (['integer', 'bigint', 'number', 'json'].includes(field.type)) return field.type
  throw noFigure(field)
}

function orderedType(field: ModelField): ColumnType {
  if (field.type === 'text[]') throw noFigure(field)
  return field.type === 'json' ? 'number' : field.type
}

function noFigure({ name, type }: ModelField): InvalidArgumentError {
  return new InvalidArgumentError(`${name} is ${type}: there is no such figure of it`)
}

/** Requests may come from outside, where the compiler has not looked. */
function unknownFigure(aggregation: never): never {
  const { op } = aggregation as { readonly op: unknown }
  throw new InvalidArgumentError(`there is no figure ${JSON.stringify(String(op).slice(0, 40))}`)
}
