/**
 * Writes a value as JSON that keeps dates and bigints: `{ "$date": … }`, `{ "$bigint": … }`. An object that has such a
 * key of its own is wrapped, so that it comes back as it is.
 */
export function toCachedJson(value: unknown): string {
  return JSON.stringify(marked(value))
}

/** Reads what {@link toCachedJson} wrote. */
export function fromCachedJson(text: string): unknown {
  const value: unknown = JSON.parse(text)
  return mayHaveMarks(text) ? unmarked(value) : value
}

const marks = ['$date', '$bigint', '$object'] as const

/** A text without the sign of a mark has none: its values are what JSON made of them. */
function mayHaveMarks(text: string): boolean {
  return text.includes('{"$')
}

function marked(value: unknown): unknown {
  if (typeof value === 'bigint') return { $bigint: value.toString() }
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Date) return { $date: value.getTime() }
  if (Array.isArray(value)) return value.map(marked)
  const entries = Object.entries(value).map(([key, inner]) => [key, marked(inner)] as const)
  const isTaken = marks.some((mark) => Object.hasOwn(value, mark))
  return isTaken ? { $object: entries } : Object.fromEntries(entries)
}

/** Changes the parsed value in place, but for what replaces it. */
function unmarked(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) value[index] = unmarked(value[index])
    return value
  }
  const { $date, $bigint, $object } = value as {
    $date?: number
    $bigint?: string
    $object?: [string, unknown][]
  }
  if ($date !== undefined) return new Date($date)
  if ($bigint !== undefined) return BigInt($bigint)
  if ($object !== undefined) return Object.fromEntries($object.map(([key, inner]) => [key, unmarked(inner)]))
  const record = value as Record<string, unknown>
  for (const key of Object.keys(record)) {
    const inner = record[key]
    if (typeof inner === 'object' && inner !== null) replace(record, key, unmarked(inner))
  }
  return record
}

/** JSON's `__proto__` is a property like any other; assigning to it would set the prototype. */
function replace(record: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') record[key] = value
  else Object.defineProperty(record, key, { value, enumerable: true, writable: true, configurable: true })
}
