import { isDeepStrictEqual } from 'node:util'
import type { JsonSchema } from '../json-schema/json-schema-of.ts'

/** The shared schemas of a description, by name. */
export type Components = Record<string, unknown>

/**
 * Moves what a schema defines for itself (`$defs`, or itself as `#`) to the shared schemas of a description, where
 * references find it when the schema is taken apart. Definitions keep their names, so that messages share them; where
 * another schema has a name already, they are put behind `owner`.
 */
export function hoistDefinitions(schema: JsonSchema, owner: string, components: Components): JsonSchema {
  const { $defs = {}, ...root } = schema
  const definitions = mentionsItself(root) ? { ...$defs, '': root } : $defs
  const shared = moved(definitions, (name) =>
    name === '' || name.startsWith('__') ? behind(owner, name) : name,
  )
  const fits = Object.entries(shared.schemas).every(
    ([name, definition]) => components[name] === undefined || isDeepStrictEqual(components[name], definition),
  )
  const { schemas, redirect } = fits ? shared : moved(definitions, (name) => behind(owner, name))
  Object.assign(components, schemas)
  return redirect(root)
}

/** The name of a definition that belongs to one message: `PlaceOrder.Line`, or the message's own for its whole schema. */
function behind(owner: string, name: string): string {
  return name === '' ? owner : `${owner}.${name.replace(/^_+/, '')}`
}

interface Moved {
  /** The definitions by their new names. */
  readonly schemas: Components
  /** Rewrites the references of a schema to the new names. */
  readonly redirect: (schema: JsonSchema) => JsonSchema
}

function moved(definitions: Readonly<Record<string, JsonSchema>>, rename: (name: string) => string): Moved {
  const targets = new Map(
    Object.keys(definitions).map((name) => {
      return [name === '' ? '#' : `#/$defs/${name}`, `#/components/schemas/${rename(name)}`] as const
    }),
  )
  const redirect = (schema: JsonSchema): JsonSchema => redirected(schema, targets) as JsonSchema // an object stays one
  const renamed = Object.entries(definitions).map(
    ([name, schema]) => [rename(name), redirect(schema)] as const,
  )
  return { schemas: Object.fromEntries(renamed), redirect }
}

function redirected(value: unknown, targets: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((inner) => redirected(inner, targets))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, inner]) => {
    const target = key === '$ref' ? targets.get(String(inner)) : undefined
    return [key, target ?? redirected(inner, targets)]
  })
  return Object.fromEntries(entries)
}

function mentionsItself(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return ('$ref' in value && value.$ref === '#') || Object.values(value).some(mentionsItself)
}
