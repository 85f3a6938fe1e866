import type { Json } from '@uno-ts/types'

/** Never written down, wherever they stand. */
const secrets = [
  'password',
  'passwd',
  'passphrase',
  'newpassword',
  'oldpassword',
  'currentpassword',
  'secret',
  'clientsecret',
  'token',
  'accesstoken',
  'refreshtoken',
  'idtoken',
  'apikey',
  'privatekey',
  'authorization',
  'cookie',
  'credentials',
  'pin',
  'otp',
  'cardnumber',
  'cvc',
  'cvv',
  'iban',
  'accountnumber',
  'ssn',
]

const redacted = '[redacted]'
const longestText = 1_000
const longestList = 100
const deepest = 8

/**
 * Makes a function that copies a payload as JSON without what must not be written down. Long texts, long lists and what
 * nests too deep are cut, and say so; bigints become decimal strings, dates ISO 8601.
 */
export function redaction(names: readonly string[] = []): (data: unknown) => Json {
  const hidden = new Set([...secrets, ...names.map(plain)])
  const copy = (value: unknown, depth: number): Json => {
    if (typeof value === 'string') return cut(value)
    if (typeof value === 'bigint') return `${value}`
    if (typeof value === 'boolean' || value === null) return value
    if (typeof value === 'number') return Number.isFinite(value) ? value : null
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
    if (typeof value !== 'object') return null
    if (depth > deepest) return '[nested deeper]'
    if (Array.isArray(value)) return list(value, depth)
    const fields = Object.entries(value).filter(([, inner]) => inner !== undefined)
    return Object.fromEntries(
      fields.map(([name, inner]) => [cut(name), hidden.has(plain(name)) ? redacted : copy(inner, depth + 1)]),
    )
  }
  const list = (items: readonly unknown[], depth: number): Json => {
    const kept = items.slice(0, longestList).map((item) => copy(item, depth + 1))
    return items.length > longestList ? [...kept, `[${items.length - longestList} more]`] : kept
  }
  return (data) => copy(data, 0)
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[_-]/g, '')
}

function cut(text: string): string {
  return text.length > longestText ? `${text.slice(0, longestText).toWellFormed()}…` : text
}
