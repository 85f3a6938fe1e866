import { InvalidArgumentError } from '@uno-ts/types'
import { isKeepableText, kindOf } from './value-check.ts'

/**
 * Checks that a value is JSON and comes back as it is. Dates, bigints and numbers without end would come back as
 * something else, so they are refused; keys whose value is `undefined` are left out.
 *
 * @throws InvalidArgumentError naming the place: `order_summary.address.since`
 */
export function encodeJson(value: unknown, where: string): unknown {
  switch (typeof value) {
    case 'boolean':
      return value
    case 'number':
      return Number.isFinite(value) ? value : refuse(value, where)
    case 'string':
      return isKeepableText(value) ? value : refuse(value, where, 'a text without NUL and broken characters')
    case 'object':
      if (value === null) return null
      if (Array.isArray(value)) return value.map((item, index) => encodeJson(item, `${where}.${index}`))
      return isPlain(value) ? encodeObject(value, where) : refuse(value, where)
    default:
      return refuse(value, where)
  }
}

function encodeObject(value: object, where: string): object {
  const entries = Object.entries(value).filter(([, item]) => item !== undefined)
  for (const [key] of entries) {
    if (!isKeepableText(key)) refuse(key, where, 'keys without NUL and broken characters')
  }
  return Object.fromEntries(entries.map(([key, item]) => [key, encodeJson(item, `${where}.${key}`)]))
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function refuse(value: unknown, where: string, expected = 'JSON; dates and bigints need a column'): never {
  throw new InvalidArgumentError(`${where}: expected ${expected}, found ${kindOf(value)}`)
}
