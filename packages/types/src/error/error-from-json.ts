import { ForeignError } from './foreign-error.ts'
import { InvalidArgumentError } from './invalid-argument-error.ts'
import type { UnoError } from './uno-error.ts'

/**
 * Brings an error back that `toJSON` wrote, in this process or another. Ask it by `code` with `isUnoError`; the facts
 * are fields again, positions stay decimal strings.
 *
 * @throws InvalidArgumentError when `json` is not an error of the family
 */
export function errorFromJSON(json: unknown): UnoError {
  if (!isErrorJson(json)) {
    throw new InvalidArgumentError(
      'expected an error as JSON: an object with "code", "message" and "retryable"',
    )
  }
  const { name, code, message, retryable, ...facts } = json
  const error = new ForeignError(code, message, retryable)
  return Object.assign(error, facts, { name: typeof name === 'string' ? name : 'UnoError' })
}

function isErrorJson(
  json: unknown,
): json is { name?: unknown; code: string; message: string; retryable: boolean } & Record<string, unknown> {
  if (typeof json !== 'object' || json === null) return false
  const { code, message, retryable } = json as Record<string, unknown>
  return typeof code === 'string' && typeof message === 'string' && typeof retryable === 'boolean'
}
