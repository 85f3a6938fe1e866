import { InvalidArgumentError, type ColumnType } from '@uno-ts/types'
import { encodeJson } from './encode-json.ts'
import { fitsBigint, instantText, isKeepableText, kindOf } from './value-check.ts'

/**
 * A field's value as JSON that PostgreSQL's `json_to_recordset` reads into the column's type without loss.
 *
 * @param where - names the field for the message: `product_sales.unitsSold`
 * @throws InvalidArgumentError when the column cannot hold the value; the message names the field and both kinds
 */
export function encodeValue(type: ColumnType, value: unknown, where: string): unknown {
  const refuse = (expected: string): never => {
    throw new InvalidArgumentError(`${where}: expected ${expected}, found ${kindOf(value)}`)
  }
  switch (type) {
    case 'text':
      if (typeof value !== 'string') return refuse('a text')
      return isKeepableText(value) ? value : refuse('a text without NUL and broken characters')
    case 'integer':
      return Number.isSafeInteger(value) ? value : refuse('a safe integer')
    case 'bigint':
      return typeof value === 'bigint' && fitsBigint(value) ? value.toString() : refuse('a bigint of 64 bits')
    case 'number':
      return Number.isFinite(value) ? value : refuse('a finite number')
    case 'boolean':
      return typeof value === 'boolean' ? value : refuse('a boolean')
    case 'timestamp':
      return isInstant(value) ? instantText(value, where) : refuse('a date')
    case 'text[]':
      return isListOfTexts(value) ? value : refuse('a list of texts without NUL and broken characters')
    case 'json':
      return encodeJson(value, where)
  }
}

function isInstant(value: unknown): value is Date {
  return value instanceof Date && !Number.isNaN(value.getTime())
}

function isListOfTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string' && isKeepableText(item))
}
