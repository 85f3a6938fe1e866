/** The key of a row in a cache; the model's name is its scope. */
export function rowKey(
  model: string,
  { tenant, id }: { readonly tenant: string; readonly id: string },
): string {
  return `${model}:${JSON.stringify([tenant, id])}`
}

/** The id in a key. */
export function idIn(key: string): string {
  const [, id] = JSON.parse(key.slice(key.indexOf(':') + 1)) as [string, string] // as the keys are made
  return id
}
