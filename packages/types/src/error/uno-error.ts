import type { Json, JsonObject } from '../json/json.ts'

/** What every {@link UnoError} is made of, beside its message. */
export interface UnoErrorOptions {
  /** What went wrong underneath, kept for the log. It is never part of an answer to a client. */
  readonly cause?: unknown
}

/** An error as JSON: the same facts, positions as decimal strings, no stack and no cause. */
export type UnoErrorJson = JsonObject & {
  readonly name: string
  readonly code: string
  readonly message: string
  readonly retryable: boolean
}

/** Marks the family across copies of this package. */
const family: unique symbol = Symbol.for('@uno-ts/error')

/**
 * The base of everything these packages throw.
 *
 * Recognise an error by its `code` with {@link isUnoError}, not with `instanceof`: two copies of a package in one
 * process must still understand each other. The facts of an error are readonly fields of its class. Errors know nothing
 * of HTTP; the adapter owns the table of statuses.
 */
export abstract class UnoError extends Error {
  /** What happened, as a stable literal such as `ERR_CONCURRENCY`. It is part of the public API. */
  abstract readonly code: string
  /** Whether the same call may succeed when it is made again, on fresh state. */
  abstract readonly retryable: boolean

  protected constructor(message: string, options: UnoErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = new.target.name
    Object.defineProperty(this, family, { value: true })
  }

  /** The error without stack and cause, ready for a log line, a queue or another process. */
  toJSON(): UnoErrorJson {
    const facts: Record<string, Json | undefined> = {}
    for (const [key, value] of Object.entries(this)) if (key !== 'cause') facts[key] = jsonOf(value)
    return { ...facts, name: this.name, code: this.code, message: this.message, retryable: this.retryable }
  }
}

function jsonOf(value: unknown): Json | undefined {
  if (value === undefined) return undefined
  return JSON.parse(
    JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? inner.toString() : inner)),
  ) as Json // JSON.parse of a JSON text is JSON
}

/**
 * Tells whether `error` belongs to the family and, when `code` is given, whether it is that error.
 *
 * @example
 * ```ts
 * import { isUnoError } from '@uno-ts/types'
 *
 * export function conflicted(error: unknown): boolean {
 *   return isUnoError(error, 'ERR_CONCURRENCY')
 * }
 * ```
 */
export function isUnoError(error: unknown, code?: string): error is UnoError {
  if (typeof error !== 'object' || error === null || !(family in error)) return false
  return code === undefined || ('code' in error && error.code === code)
}
