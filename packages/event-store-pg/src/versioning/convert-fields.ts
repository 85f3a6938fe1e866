import { ValidationError } from '@uno-ts/types'
import type { DeclaredField, FieldKind } from './with-fields.ts'

/**
 * Writes declared fields as the strings they are stored as. The data given is left as it is.
 *
 * @throws ValidationError when a field is not of the kind it is declared to be
 */
export function encodeFields(data: unknown, fields: readonly DeclaredField[], type: string): unknown {
  return fields.reduce(
    (encoded, { path, kind }) =>
      changedAt(encoded, path, (value) => {
        const text = textOf(value, kind)
        if (text !== undefined) return text
        throw new ValidationError(type, [{ path, message: `expected a ${kind}, found ${kindOf(value)}` }])
      }),
    data,
  )
}

/**
 * Reads declared fields from the strings they are stored as. The data given is left as it is.
 *
 * @throws TypeError when a string is none of that kind; it names the field, not what it holds
 */
export function decodeFields(data: unknown, fields: readonly DeclaredField[]): unknown {
  return fields.reduce(
    (decoded, { path, kind }) =>
      changedAt(decoded, path, (text) => {
        const value = valueOf(text, kind)
        if (value !== undefined) return value
        throw new TypeError(`expected a ${kind} as a string at "${path.join('.')}", found ${kindOf(text)}`)
      }),
    data,
  )
}

function textOf(value: unknown, kind: FieldKind): string | undefined {
  switch (kind) {
    case 'bigint':
      return typeof value === 'bigint' ? value.toString() : undefined
    case 'date':
      return value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : undefined
  }
}

function valueOf(text: unknown, kind: FieldKind): bigint | Date | undefined {
  if (typeof text !== 'string') return undefined
  switch (kind) {
    case 'bigint':
      return /^-?\d+$/.test(text) ? BigInt(text) : undefined
    case 'date': {
      const date = new Date(text)
      return Number.isNaN(date.getTime()) ? undefined : date
    }
  }
}

/** A copy of a value in which what stands at a path is changed; what is absent or null stays so. */
function changedAt(value: unknown, path: readonly string[], change: (value: unknown) => unknown): unknown {
  const [key, ...rest] = path
  if (value === undefined || value === null) return value
  if (key === undefined) return change(value)
  if (typeof value !== 'object') return value
  if (Array.isArray(value)) return key === '*' ? value.map((item) => changedAt(item, rest, change)) : value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      key === '*' || key === name ? changedAt(inner, rest, change) : inner,
    ]),
  )
}

function kindOf(value: unknown): string {
  if (value instanceof Date) return 'an invalid date'
  return typeof value === 'string' ? 'another string' : `a value of type ${typeof value}`
}
