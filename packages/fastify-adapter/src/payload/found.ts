/** The kind of a value in a word or two, never the value: what a refusal may say of it. */
export function found(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return `list of ${value.length}`
  if (typeof value === 'string') return value === '' ? 'empty text' : `text of length ${value.length}`
  return typeof value
}

/** The value at a path, `undefined` where there is none. */
export function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Record<PropertyKey, unknown>)[key]
  }
  return value
}
