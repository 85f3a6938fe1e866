import type { JsonSchema } from './json-schema-of.ts'

/** How many values a field holds: one, a list, or either as far as one can tell. */
export type Arity = 'one' | 'list' | 'either'

/** How many values a field of this schema holds. References are looked up in `root`. */
export function arityOf(schema: JsonSchema | undefined, root: JsonSchema): Arity {
  const resolved = schema?.$ref === undefined ? schema : definitionAt(root, schema.$ref)
  const choices = resolved?.anyOf ?? resolved?.oneOf
  if (choices !== undefined) return common(choices.map((choice) => arityOf(choice, root)))
  if (resolved?.type !== undefined) return common([resolved.type].flat().map(arityOfType))
  return resolved?.enum === undefined && resolved?.const === undefined ? 'either' : 'one'
}

function arityOfType(type: string): Arity {
  return type === 'array' ? 'list' : 'one'
}

function common(arities: readonly Arity[]): Arity {
  const [first = 'either'] = arities
  return arities.every((arity) => arity === first) ? first : 'either'
}

/** A definition of the schema's own; one that itself is a reference is not followed. */
function definitionAt(root: JsonSchema, ref: string): JsonSchema | undefined {
  const found = root.$defs?.[ref.replace('#/$defs/', '')]
  return found?.$ref === undefined ? found : undefined
}
