import { InvalidArgumentError, type CompiledField, type FieldPath, type TimeBucket } from '@uno-ts/types'
import { sql, type Expression, type RawBuilder } from 'kysely'
import type { FigureKind } from './figure.ts'
import { jsonScalar } from './json-value.ts'

/** What a name of the answer stands for. */
export interface Figure {
  readonly expression: RawBuilder<unknown>
  readonly kind: FigureKind
}

/** Finds a field of the model that is asked. */
export type FieldFinder = (path: FieldPath) => CompiledField<Expression<unknown>>

/** @throws InvalidArgumentError naming a field that makes no groups */
export function groupBy(find: FieldFinder, key: FieldPath | TimeBucket): Figure {
  if (typeof key !== 'string') return bucketOf(find, key)
  const { type, expression } = find(key)
  switch (type) {
    case 'text[]':
      throw new InvalidArgumentError(`"${key}" is a list: rows are grouped by single values`)
    case 'json':
      return { expression: jsonScalar(expression), kind: 'json' }
    case 'integer':
      return { expression: sql`${expression}`, kind: 'number' }
    case 'text':
    case 'bigint':
    case 'number':
    case 'boolean':
    case 'timestamp':
      return { expression: sql`${expression}`, kind: type }
  }
}

/** The beginning of the bucket a time lies in, by the clocks of its zone. */
function bucketOf(find: FieldFinder, { field, bucket, zone = 'UTC' }: TimeBucket): Figure {
  const { type, expression } = find(field)
  if (type !== 'timestamp') {
    throw new InvalidArgumentError(`"${field}" is ${type}: buckets of time are made of timestamps`)
  }
  return {
    expression: sql`date_trunc(cast(${bucket} as text), ${expression}, cast(${zone} as text))`,
    kind: 'timestamp',
  }
}
