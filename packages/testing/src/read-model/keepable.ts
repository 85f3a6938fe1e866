import { InvalidArgumentError } from '@uno-ts/types'

/** Whether PostgreSQL can keep the text: it has no NUL and no half of a surrogate pair. */
export function isKeepableText(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed()
}

/** @throws InvalidArgumentError when no database could hold or compare the value */
export function checkComparable(where: string, value: unknown): void {
  const isKeepable =
    typeof value === 'string'
      ? isKeepableText(value)
      : typeof value === 'number'
        ? Number.isFinite(value)
        : value instanceof Date
          ? isKeepableTime(value)
          : typeof value === 'bigint' || typeof value === 'boolean'
  if (!isKeepable) throw new InvalidArgumentError(`${where}: a value that cannot be compared`)
}

function isKeepableTime(time: Date): boolean {
  const year = time.getUTCFullYear() // NaN of an invalid date
  return year >= 1 && year <= 9999
}
