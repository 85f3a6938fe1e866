import type { Schema } from '@uno-ts/types'

/** The fields a schema's rows have, where it says so and allows no others. */
export function schemaFields(schema: Schema): ReadonlySet<string> | undefined {
  const { jsonSchema } = schema['~standard'] as JsonSchemaSource // optional in every library
  try {
    const described = jsonSchema?.output({
      target: 'draft-2020-12',
      libraryOptions: { unrepresentable: 'any' }, // zod's way to leave dates and bigints open
    })
    if (described?.properties === undefined || described.additionalProperties !== false) return undefined
    return new Set(Object.keys(described.properties))
  } catch {
    return undefined // a schema that cannot be described may have any field
  }
}

/** Standard Schema's optional part: https://standardschema.dev/json-schema */
interface JsonSchemaSource {
  readonly jsonSchema?: {
    output(options: { readonly target: string; readonly libraryOptions?: object }): {
      readonly properties?: Readonly<Record<string, unknown>>
      readonly additionalProperties?: unknown
    }
  }
}
