import { InvalidArgumentError } from '@uno-ts/types'

const highest = 2n ** 63n - 1n

/** Whether PostgreSQL can keep the text: it has no NUL and no half of a surrogate pair. */
export function isKeepableText(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed()
}

/** Whether a whole number fits the database's 64 bits. */
export function fitsBigint(value: bigint): boolean {
  return value >= -highest - 1n && value <= highest
}

/** An instant as text for the database. @throws InvalidArgumentError unless it lies in the years 1 to 9999 */
export function instantText(value: Date, where: string): string {
  const year = value.getUTCFullYear()
  if (year >= 1 && year <= 9999) return value.toISOString()
  throw new InvalidArgumentError(`${where}: expected an instant in the years 1 to 9999, found another date`)
}

/** What kind of value it is, for a message: never the value, it may be personal. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'an invalid date' : 'a date'
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
