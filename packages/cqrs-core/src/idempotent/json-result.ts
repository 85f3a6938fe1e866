import { InvalidArgumentError, type Json } from '@uno-ts/types'

/**
 * A result that may be kept and given again. It must be JSON, or the first caller would get something else than those
 * who repeat the call.
 *
 * @throws InvalidArgumentError naming the path of what JSON cannot carry
 */
export function jsonResult(result: unknown, type: string): Json | undefined {
  const path = pathOfForeign(result, '')
  if (path === undefined) return result as Json | undefined // checked above
  throw new InvalidArgumentError(
    `the result of "${type}" is kept under an idempotency key and must be JSON; ${path || 'it'} is not`,
  )
}

/** Where something stands that JSON would change or lose. */
function pathOfForeign(value: unknown, path: string): string | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'undefined':
      return undefined
    case 'number':
      return Number.isFinite(value) ? undefined : path
    case 'bigint':
    case 'function':
    case 'symbol':
      return path
    case 'object': {
      if (value === null) return undefined
      if (!isPlain(value)) return path
      for (const [key, inner] of Object.entries(value)) {
        const found = pathOfForeign(inner, `${path}.${key}`)
        if (found !== undefined) return found
      }
      return undefined
    }
  }
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return Array.isArray(value) || prototype === Object.prototype || prototype === null
}
