import type { Json } from '@uno-ts/types'

/** The SQL types that columns of folds may have, each with what it is in the program. */
interface Values {
  text: string
  uuid: string
  /** A calendar day, `2026-11-23`. */
  date: string
  /** Any precision, in decimal notation. */
  numeric: string
  integer: number
  'double precision': number
  bigint: bigint
  boolean: boolean
  timestamptz: Date
  jsonb: Json
}

/** The name of such a type. */
export type SqlType = keyof Values

/** What may stand in a column: a type, and `null` behind it where the column may be empty. */
export type ColumnType = SqlType | `${SqlType} null`

/** The column types that can hold a value of the program: `text` for a string, `bigint null` for `bigint | null`. */
export type ColumnTypeOf<Value> = null extends Value
  ? `${SqlTypeOf<NonNullable<Value>>} null`
  : SqlTypeOf<NonNullable<Value>>

type SqlTypeOf<Value> = [Value] extends [string]
  ? 'text' | 'uuid' | 'date' | 'numeric'
  : [Value] extends [number]
    ? 'integer' | 'double precision'
    : [Value] extends [bigint]
      ? 'bigint'
      : [Value] extends [boolean]
        ? 'boolean'
        : [Value] extends [Date]
          ? 'timestamptz'
          : 'jsonb'

const sqlTypes: ReadonlySet<string> = new Set<SqlType>([
  'text',
  'uuid',
  'date',
  'numeric',
  'integer',
  'double precision',
  'bigint',
  'boolean',
  'timestamptz',
  'jsonb',
])

/** Whether this is a column type. */
export function isColumnType(type: unknown): type is ColumnType {
  return typeof type === 'string' && sqlTypes.has(sqlTypeOf(type as ColumnType))
}

/** The type without its `null`. */
export function sqlTypeOf(type: ColumnType): SqlType {
  return (type.endsWith(' null') ? type.slice(0, -' null'.length) : type) as SqlType // nothing else can be in front
}

/** How a column is asked for, so that drivers and their parsers agree about what comes back. */
export function selectedAs(column: string, type: SqlType): string {
  switch (type) {
    case 'uuid':
    case 'date':
    case 'numeric':
    case 'bigint':
    case 'jsonb':
      return `${column}::text`
    case 'timestamptz':
      return `(extract(epoch from ${column}) * 1000)::double precision`
    case 'text':
    case 'integer':
    case 'double precision':
    case 'boolean':
      return column
  }
}

/** A value as it is in the program, of one that was asked for by {@link selectedAs}. */
export function fromColumn(value: unknown, type: SqlType): unknown {
  if (value === null) return null
  switch (type) {
    case 'bigint':
      return BigInt(value as string)
    case 'jsonb':
      return JSON.parse(value as string)
    case 'timestamptz':
      return new Date(value as number)
    case 'text':
    case 'uuid':
    case 'date':
    case 'numeric':
    case 'integer':
    case 'double precision':
    case 'boolean':
      return value
  }
}

/** A value as a parameter. What is missing is NULL; JSON's own null is kept apart from it by nobody, so it is NULL too. */
export function toColumn(value: unknown, type: SqlType): unknown {
  if (value === undefined || value === null) return null
  return type === 'jsonb' ? JSON.stringify(value) : value
}
