import { InvalidArgumentError } from '@uno-ts/types'

/** A text that is the same for equal parameters, in whatever order their fields stand. */
export function queryKey(name: string, parameters: unknown): string {
  return JSON.stringify([name, written(parameters)])
}

/** Plain data as JSON: objects, and what JSON does not have, are marked, so that nothing is mistaken for another. */
function written(value: unknown): unknown {
  switch (typeof value) {
    case 'bigint':
      return { bigint: value.toString() }
    case 'number':
      return Number.isFinite(value) ? value : { number: String(value) }
    case 'undefined':
      return { undefined: true }
    case 'boolean':
    case 'string':
      return value
    case 'object':
      return value === null ? null : writtenObject(value)
    case 'function':
    case 'symbol':
      throw new InvalidArgumentError(`the parameters of a live query are plain data, found a ${typeof value}`)
  }
}

function writtenObject(value: object): unknown {
  if (Array.isArray(value)) return value.map(written)
  if (value instanceof Date) return { date: value.getTime() }
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) {
    throw new InvalidArgumentError(
      'the parameters of a live query are plain data, found an object of a class',
    )
  }
  const fields = Object.entries(value).filter(([, field]) => field !== undefined)
  return {
    fields: fields.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, field]) => [name, written(field)]),
  }
}
