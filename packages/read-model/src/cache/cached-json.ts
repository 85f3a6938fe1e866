/**
 * Writes a value as JSON that keeps dates and bigints: `{ "$date": … }`, `{ "$bigint": … }`. An object that has such a
 * key of its own is wrapped, so that it comes back as it is.
 */
export function toCachedJson(value: unknown): string {
  return JSON.stringify(marked(value))
}

/** Reads what {@link toCachedJson} wrote. */
export function fromCachedJson(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown) => unmarked(value))
}

const marks = ['$date', '$bigint', '$object'] as const

function marked(value: unknown): unknown {
  if (typeof value === 'bigint') return { $bigint: value.toString() }
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Date) return { $date: value.getTime() }
  if (Array.isArray(value)) return value.map(marked)
  const entries = Object.entries(value).map(([key, inner]) => [key, marked(inner)] as const)
  const isTaken = marks.some((mark) => Object.hasOwn(value, mark))
  return isTaken ? { $object: entries } : Object.fromEntries(entries)
}

function unmarked(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const { $date, $bigint, $object } = value as {
    $date?: number
    $bigint?: string
    $object?: [string, unknown][]
  }
  if ($date !== undefined) return new Date($date)
  if ($bigint !== undefined) return BigInt($bigint)
  return $object === undefined ? value : Object.fromEntries($object)
}
