import { ConfigurationError } from '@uno-ts/types'

/** PostgreSQL cuts names at 63 bytes; the rest of the room is for the names of indexes. */
const longestTableName = 48
const longestName = 63

/** A name ready for SQL, whatever it is made of. */
export function quoted(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`
}

/** @throws ConfigurationError unless it is lower case words joined by `_`, at most 48 characters */
export function checkTableName(name: string): void {
  if (/^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/.test(name) && name.length <= longestTableName) return
  throw new ConfigurationError(
    `a read model is named in lower case words joined by "_", at most ${longestTableName} characters, ` +
      `found ${JSON.stringify(name)}`,
    { path: 'name' },
  )
}

/** @throws ConfigurationError unless it is letters, digits and `_`, not led by a digit, at most 63 characters */
export function checkColumnName(model: string, field: string): void {
  if (/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(field) && field.length <= longestName) return
  throw new ConfigurationError(
    `a column is named in letters, digits and "_", at most ${longestName} characters, ` +
      `found ${JSON.stringify(field)} in ${model}`,
    { path: `${model}.columns.${field}` },
  )
}

/** Joins words to a name that fits; one that does not is cut and ends in a hash of the whole. */
export function fittingName(...words: readonly string[]): string {
  const name = words.join('_')
  if (name.length <= longestName) return name
  const tail = `_${hash(name)}`
  return name.slice(0, longestName - tail.length) + tail
}

/** FNV-1a: the same name in every process and version. */
export function hash(text: string): string {
  let value = 0x811c9dc5
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
  return (value >>> 0).toString(16).padStart(8, '0')
}
