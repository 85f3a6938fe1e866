import type { ColumnType, CriteriaValue } from '@uno-ts/types'
import type { JsonSchema } from '../json-schema/json-schema-of.ts'

/** The types of columns a caller can compare with. */
export type ComparedType = Exclude<ColumnType, 'json' | 'text[]'>

/** What a value of a column looks like in a query string. */
export function columnSchema(type: ComparedType): JsonSchema {
  switch (type) {
    case 'text':
      return { type: 'string', maxLength: 1_000 }
    case 'integer':
      return { type: 'integer' }
    case 'bigint':
      return { type: 'string', pattern: '^-?\\d{1,19}$' }
    case 'number':
      return { type: 'number' }
    case 'boolean':
      return { type: 'boolean' }
    case 'timestamp':
      return { type: 'string', format: 'date-time' }
  }
}

/** The value a text of a query string stands for; `undefined` when it stands for none of that type. */
export function columnValue(type: ComparedType, text: string): CriteriaValue | undefined {
  switch (type) {
    case 'text':
      return text.length <= 1_000 ? text : undefined
    case 'integer':
      return /^-?\d{1,16}$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : undefined
    case 'bigint':
      return bigintOf(text)
    case 'number':
      return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) && Number.isFinite(Number(text))
        ? Number(text)
        : undefined
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : undefined
    case 'timestamp':
      return timestampOf(text)
  }
}

function bigintOf(text: string): bigint | undefined {
  if (!/^-?\d{1,19}$/.test(text)) return undefined
  const value = BigInt(text)
  return BigInt.asIntN(64, value) === value ? value : undefined
}

/** A day, or a moment with its offset. Days of a month that has not so many are none. */
function timestampOf(text: string): Date | undefined {
  const [, day] =
    /^(\d{4}-\d\d-\d\d)(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d))?$/.exec(text) ?? []
  if (day === undefined) return undefined
  const midnight = new Date(`${day}T00:00:00Z`)
  const at = new Date(text)
  const exists = !Number.isNaN(at.getTime()) && !Number.isNaN(midnight.getTime())
  return exists && midnight.toISOString().startsWith(day) ? at : undefined
}

/** What a value must look like, for a person. */
export const expectedOf: Readonly<Record<ComparedType, string>> = {
  text: 'expected at most 1,000 characters',
  integer: 'expected a whole number',
  bigint: 'expected a whole number of 64 bits',
  number: 'expected a number',
  boolean: 'expected true or false',
  timestamp: 'expected a day (2026-01-31) or a moment with its offset (2026-01-31T09:30:00Z)',
}
