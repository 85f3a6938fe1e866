import type { Json } from '@uno-ts/types'

/** Whether a value comes back from JSON as it was: plain objects, lists, texts, finite numbers, booleans and null. */
export function isJson(value: unknown): value is Json {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0)
    case 'object':
      return value === null || (Array.isArray(value) ? isJsonList(value) : isJsonObject(value))
    default:
      return false
  }
}

function isJsonList(list: readonly unknown[]): boolean {
  return Object.keys(list).length === list.length && list.every(isJson)
}

/** A key whose value is `undefined` counts as absent. */
function isJsonObject(object: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(object)
  if (prototype !== Object.prototype && prototype !== null) return false
  return Reflect.ownKeys(object).every((key) => {
    if (typeof key === 'symbol' || key === '__proto__' || key === 'toJSON') return false
    const property = Object.getOwnPropertyDescriptor(object, key)
    if (property?.enumerable !== true || !('value' in property)) return false
    return property.value === undefined || isJson(property.value)
  })
}
