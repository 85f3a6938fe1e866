/**
 * Writes a value as text so that equal values give equal texts, whatever the order of their keys, and different values
 * different ones. It knows what JSON does not: `undefined`, bigints, dates, maps, sets, `NaN` and `-0`. An object's key
 * whose value is `undefined` counts as absent.
 *
 * @throws TypeError when the value holds itself, a function or a symbol: it has no text
 */
export function stableText(value: unknown): string {
  return textOf(value, [])
}

function textOf(value: unknown, within: readonly object[]): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value)
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value)
    case 'boolean':
    case 'undefined':
      return String(value)
    case 'bigint':
      return `${value}n`
    case 'function':
    case 'symbol':
      throw new TypeError(`a ${typeof value} has no stable text`)
    case 'object':
      return value === null ? 'null' : objectText(value, within)
  }
}

function objectText(value: object, within: readonly object[]): string {
  if (within.includes(value)) throw new TypeError('a value that holds itself has no stable text')
  const inside = [...within, value]
  const inner = (part: unknown) => textOf(part, inside)
  if (Array.isArray(value)) return `[${value.map(inner).join(',')}]`
  if (value instanceof Date) return `Date(${value.getTime()})`
  if (value instanceof Map) return `Map(${sorted([...value].map((pair) => pair.map(inner).join(':')))})`
  if (value instanceof Set) return `Set(${sorted([...value].map(inner))})`
  if (ArrayBuffer.isView(value)) return `Bytes(${bytesOf(value).toString('hex')})`
  const fields = Object.entries(value).filter(([, field]) => field !== undefined)
  return `{${sorted(fields.map(([key, field]) => `${JSON.stringify(key)}:${inner(field)}`))}}`
}

function sorted(texts: readonly string[]): string {
  return texts.toSorted().join(',')
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}
