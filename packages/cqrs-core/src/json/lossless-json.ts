import type { Json } from '@uno-ts/types'

/**
 * Writes a value as JSON that {@link fromJson} reads back as it was: dates, bigints, maps, sets, `undefined` and the
 * numbers that JSON lacks are marked by an object with the one key `$`.
 *
 * @throws TypeError when it holds something else, such as an instance of a class or a function
 */
export function toJson(value: unknown): Json {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0) ? value : mark('number', numberText(value))
    case 'bigint':
      return mark('bigint', value.toString())
    case 'undefined':
      return mark('undefined')
    case 'object':
      return value === null ? null : objectJson(value)
    case 'function':
    case 'symbol':
      throw new TypeError(`a ${typeof value} cannot be kept as JSON`)
  }
}

/** Reads what {@link toJson} wrote. */
export function fromJson(json: Json): unknown {
  if (typeof json !== 'object' || json === null) return json
  if (isList(json)) return json.map(fromJson)
  const marked = json['$']
  if (marked === undefined) return objectOf(Object.entries(json))
  return isList(marked) ? unmarked(marked[0], marked[1] ?? null) : undefined
}

function objectJson(value: object): Json {
  if (Array.isArray(value)) return Array.from(value, toJson)
  if (value instanceof Date) return mark('date', toJson(value.getTime()))
  if (value instanceof Map)
    return mark(
      'map',
      [...value].map((pair) => pair.map(toJson)),
    )
  if (value instanceof Set) return mark('set', [...value].map(toJson))
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) {
    throw new TypeError('an instance of a class cannot be kept as JSON')
  }
  const entries = Object.entries(value).map(([key, field]) => [key, toJson(field)] as const)
  return Object.hasOwn(value, '$') ? mark('object', entries) : Object.fromEntries(entries)
}

function unmarked(kind: Json | undefined, json: Json): unknown {
  const list = isList(json) ? json : []
  switch (kind) {
    case 'number':
      return Number(json)
    case 'bigint':
      return BigInt(json as string) // written from a bigint
    case 'date':
      return new Date(Number(fromJson(json)))
    case 'map':
      return new Map(list.map((pair) => fromJson(pair) as [unknown, unknown])) // written from a map
    case 'set':
      return new Set(list.map(fromJson))
    case 'object':
      return objectOf(list as readonly [string, Json][]) // written from an object
    default:
      return undefined
  }
}

function objectOf(entries: readonly (readonly [string, Json | undefined])[]): object {
  const object: Record<string, unknown> = {}
  for (const [key, field] of entries) {
    const value = fromJson(field ?? null)
    // Assigning is quicker than `Object.fromEntries`, but one name would not make a field.
    if (key === '__proto__') Object.defineProperty(object, key, { ...ownField, value })
    else object[key] = value
  }
  return object
}

const ownField = { configurable: true, enumerable: true, writable: true } as const

function mark(kind: string, json: Json = null): Json {
  return { $: [kind, json] }
}

function numberText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value)
}

function isList(json: Json | undefined): json is readonly Json[] {
  return Array.isArray(json)
}
