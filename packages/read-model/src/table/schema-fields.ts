import type { Schema } from '@uno-ts/types'

/**
 * The fields of a schema's rows, read from its JSON Schema; `undefined` when the library gives none, or when rows may
 * have further fields.
 */
export function schemaFields(schema: Schema): ReadonlySet<string> | undefined {
  const described = describe(schema)
  if (described?.properties === undefined || described.additionalProperties !== false) return undefined
  return new Set(Object.keys(described.properties))
}

interface ObjectSchema {
  readonly properties?: Readonly<Record<string, unknown>>
  readonly additionalProperties?: unknown
}

/** Standard Schema's optional part: https://standardschema.dev/json-schema */
interface JsonSchemaSource {
  readonly jsonSchema?: {
    output(options: { readonly target: string; readonly libraryOptions?: object }): ObjectSchema
  }
}

function describe(schema: Schema): ObjectSchema | undefined {
  const { jsonSchema } = schema['~standard'] as JsonSchemaSource // optional in every library
  try {
    // Dates and bigints have no JSON Schema; zod leaves them open when it is told so, others ignore the option.
    return jsonSchema?.output({ target: 'draft-2020-12', libraryOptions: { unrepresentable: 'any' } })
  } catch {
    return undefined // a schema that cannot be described is allowed: its rows may have any field
  }
}
