import { InvalidArgumentError, type ColumnType, type CriteriaValue } from '@uno-ts/types'
import { fitsBigint, instantText, isKeepableText, kindOf } from '../column/value-check.ts'
import type { Field } from './resolve-field.ts'
import { sql, type SqlPart } from './sql-part.ts'

/** A value that is there. */
export type PresentValue = Exclude<CriteriaValue, null>

/** A field and a value made comparable: the field's expression, and the value as a parameter of the type it is cast to. */
export interface Comparable {
  readonly expression: SqlPart
  readonly type: SqlType
  readonly parameter: unknown
}

type SqlType = 'text' | 'bigint' | 'numeric' | 'double precision' | 'boolean' | 'timestamptz'

/** The value as a bound parameter. */
export function bound({ parameter, type }: Comparable): SqlPart {
  return sql`cast(${parameter} as ${sql.raw(type)})`
}

/** @throws InvalidArgumentError naming the field, what it holds and what kind of value was found */
export function comparable(model: string, field: Field, value: PresentValue): Comparable {
  const where = `${model}.${field.name}`
  return field.kind === 'json'
    ? comparableJson(field.expression, value, where)
    : { expression: field.expression, ...columnParameter(field.column.type, value, where) }
}

type Parameter = Omit<Comparable, 'expression'>

function columnParameter(type: ColumnType, value: PresentValue, where: string): Parameter {
  switch (type) {
    case 'text':
      if (typeof value === 'string') return { type: 'text', parameter: checkedText(value, where) }
      break
    case 'integer':
    case 'bigint':
      if (isNumber(value)) return wholeOrNumeric(value)
      break
    case 'number':
      if (isNumber(value)) return { type: 'double precision', parameter: String(value) }
      break
    case 'boolean':
      if (typeof value === 'boolean') return { type: 'boolean', parameter: value }
      break
    case 'timestamp': {
      const instant = instantOf(value, where)
      if (instant !== undefined) return { type: 'timestamptz', parameter: instant }
      break
    }
    case 'json':
    case 'text[]':
      throw new InvalidArgumentError(
        `${where} is ${type}: it is asked by contains, containedBy, overlaps, exists or isNull`,
      )
  }
  throw new InvalidArgumentError(`${where} is ${type}: expected a value of that kind, found ${kindOf(value)}`)
}

/** JSON knows its own types: a field of another kind than the value is not comparable, so it never matches. */
function comparableJson(json: SqlPart, value: PresentValue, where: string): Comparable {
  if (isNumber(value)) return { expression: jsonNumber(json), type: 'numeric', parameter: String(value) }
  if (typeof value === 'boolean') {
    const expression = sql`case jsonb_typeof(${json}) when 'boolean' then cast(${json} as boolean) end`
    return { expression, type: 'boolean', parameter: value }
  }
  const text = typeof value === 'string' ? checkedText(value, where) : instantOf(value, where)
  if (text === undefined)
    throw new InvalidArgumentError(
      `${where}: expected a text, number, boolean or date, found ${kindOf(value)}`,
    )
  return { expression: jsonText(json), type: 'text', parameter: text }
}

/** The text in a place of JSON, ordered by code point; null when there is none. */
export function jsonText(json: SqlPart): SqlPart {
  return sql`(case jsonb_typeof(${json}) when 'string' then ${json} #>> '{}' end collate "C")`
}

/** The number in a place of JSON; null when there is none. */
export function jsonNumber(json: SqlPart): SqlPart {
  return sql`case jsonb_typeof(${json}) when 'number' then cast(${json} as numeric) end`
}

function isNumber(value: unknown): value is number | bigint {
  return typeof value === 'bigint' || Number.isFinite(value)
}

/** Compared as 64-bit numbers, so that an index serves; what does not fit them is compared as it is. */
function wholeOrNumeric(value: number | bigint): Parameter {
  const fits = typeof value === 'bigint' ? fitsBigint(value) : Number.isSafeInteger(value)
  return { type: fits ? 'bigint' : 'numeric', parameter: String(value) }
}

function checkedText(value: string, where: string): string {
  if (isKeepableText(value)) return value
  throw new InvalidArgumentError(`${where}: expected a text without NUL and broken characters`)
}

const isoInstant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)$/

/** An instant as text, from a date or an ISO 8601 instant with its zone; microseconds are kept. */
function instantOf(value: unknown, where: string): string | undefined {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : instantText(value, where)
  return typeof value === 'string' && isoInstant.test(value) && !Number.isNaN(Date.parse(value))
    ? value
    : undefined
}
