import type { ColumnType } from '@uno-ts/types'
import { instant } from './column-parsers.ts'

/**
 * A column's value as JavaScript has it. Numbers of 64 bits arrive as text or, where the application has set a parser of
 * its own, as bigint or number.
 */
export function decodeValue(type: ColumnType, value: unknown): unknown {
  if (value === null || value === undefined) return null
  switch (type) {
    case 'integer':
    case 'number':
      return Number(value)
    case 'bigint':
      return BigInt(value as string | bigint | number) // what drivers give for int8
    case 'timestamp':
      return value instanceof Date ? value : instantOf(value as string) // text where the driver leaves it
    case 'text':
    case 'boolean':
    case 'json':
    case 'text[]':
      return value
  }
}

/** As PostgreSQL writes it, or as JSON does. */
function instantOf(text: string): Date {
  return text[10] === ' ' ? instant(text) : new Date(text)
}
