import { CursorError } from '../error/cursor-error.ts'
import { InvalidArgumentError } from '../error/invalid-argument-error.ts'
import type { Criteria, CriteriaValue, Sort } from './criteria.ts'
import type { Cursor } from './page.ts'

/** What a cursor remembers: the sort keys of a row with its id last. */
export type CursorValues = readonly CriteriaValue[]

/**
 * Writes a cursor for the row with these sort values. It carries a checksum over sort and filter, so that it is refused
 * for another list.
 */
export function encodeCursor(
  values: CursorValues,
  list: { readonly sort: Sort; readonly where?: Criteria | undefined },
): Cursor {
  const payload = JSON.stringify(values.map(written))
  const text = `${checksum(payload + fingerprint(list))}${payload}`
  return base64url(text) as Cursor // the one place that makes them
}

/**
 * Reads a cursor back.
 *
 * @throws CursorError when it is not one of ours, was changed, or was made for another sort or filter
 */
export function decodeCursor(
  cursor: string,
  list: { readonly sort: Sort; readonly where?: Criteria | undefined },
): CursorValues {
  const text = fromBase64url(cursor)
  const payload = text.slice(checksumLength)
  if (text.slice(0, checksumLength) !== checksum(payload + fingerprint(list))) {
    throw new CursorError(
      'the cursor was not made for this list: expected one from the same sort and filter, unchanged',
    )
  }
  const values: unknown = JSON.parse(payload)
  if (!Array.isArray(values) || values.length !== list.sort.length + 1) {
    throw new CursorError(`the cursor does not have the ${list.sort.length + 1} values of this sort`)
  }
  return values.map(read)
}

/** A text that is the same for the same list. */
function fingerprint(list: { readonly sort: Sort; readonly where?: Criteria | undefined }): string {
  return JSON.stringify(
    [list.sort.map((key) => [key.field, key.direction]), list.where ?? null],
    (_key, value: unknown) => (typeof value === 'bigint' ? { n: value.toString() } : value),
  )
}

function written(value: CriteriaValue): unknown {
  if (typeof value === 'bigint') return { n: value.toString() }
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) throw new InvalidArgumentError('a cursor holds valid dates')
    return { d: value.toISOString() }
  }
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new InvalidArgumentError(`a cursor holds finite numbers, found ${value}`)
  }
  return value
}

function read(value: unknown): CriteriaValue {
  if (
    value === null ||
    typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'boolean'
  ) {
    return value
  }
  const { n, d } = value as { n?: string; d?: string }
  if (typeof n === 'string' && /^-?\d+$/.test(n)) return BigInt(n)
  if (typeof d === 'string') return new Date(d)
  throw new CursorError('the cursor holds a value of an unknown kind')
}

const checksumLength = 14

/** 53 bits, enough to notice accidents and edits; a cursor gives no access a caller does not have anyway. */
function checksum(text: string): string {
  let h1 = 0xdeadbeef
  let h2 = 0x41c6ce57
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    h1 = Math.imul(h1 ^ code, 2654435761)
    h2 = Math.imul(h2 ^ code, 1597334677)
  }
  h1 = Math.imul(h1 ^ (h1 >>> 16), 2246822507) ^ Math.imul(h2 ^ (h2 >>> 13), 3266489909)
  h2 = Math.imul(h2 ^ (h2 >>> 16), 2246822507) ^ Math.imul(h1 ^ (h1 >>> 13), 3266489909)
  return (4294967296 * (2097151 & h2) + (h1 >>> 0)).toString(16).padStart(checksumLength, '0')
}

function base64url(text: string): string {
  const bytes = new TextEncoder().encode(text)
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

function fromBase64url(cursor: string): string {
  const refused = 'a cursor is the text a page gave as "next" or "previous"'
  if (!/^[A-Za-z0-9_-]{1,8192}$/.test(cursor)) throw new CursorError(refused)
  let text: string
  try {
    const binary = atob(cursor.replaceAll('-', '+').replaceAll('_', '/'))
    text = new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(binary, (c) => c.charCodeAt(0)))
  } catch (cause) {
    throw new CursorError(refused, { cause })
  }
  // The last character has bits that mean nothing: only the text we wrote ourselves is ours.
  if (base64url(text) !== cursor) throw new CursorError(refused)
  return text
}
