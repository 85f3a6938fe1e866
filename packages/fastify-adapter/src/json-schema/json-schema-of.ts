import type { Schema } from '@uno-ts/types'
import { zodOptions } from './zod-options.ts'

/** A JSON Schema of draft 2020-12, as far as this package looks into it. */
export interface JsonSchema {
  readonly type?: string | readonly string[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | JsonSchema
  readonly items?: JsonSchema
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly $ref?: string
  readonly $defs?: Readonly<Record<string, JsonSchema>>
  readonly examples?: readonly unknown[]
  readonly [keyword: string]: unknown
}

/** A JSON Schema whose fields are known. */
export type ObjectSchema = JsonSchema & { readonly properties: Readonly<Record<string, JsonSchema>> }

/**
 * What a schema says of itself as JSON Schema, through `~standard.jsonSchema`: what it takes (`input`) or gives out
 * (`output`). `undefined` when its library cannot say.
 */
export function jsonSchemaOf(schema: Schema, side: 'input' | 'output'): JsonSchema | undefined {
  const standard = schema['~standard'] as Schema['~standard'] & { readonly jsonSchema?: Converter } // optional by its specification
  const libraryOptions = standard.vendor === 'zod' ? zodOptions : undefined
  try {
    const { $schema: _, ...found } =
      standard.jsonSchema?.[side]({ target: 'draft-2020-12', libraryOptions }) ?? {}
    return Object.keys(found).length === 0 ? undefined : found
  } catch {
    // The specification lets a library throw what it cannot express; the description is then silent on it.
    return undefined
  }
}

type Converter = Record<
  'input' | 'output',
  (options: {
    readonly target: string
    readonly libraryOptions: Record<string, unknown> | undefined
  }) => Record<string, unknown>
>

/** The schema when it is of one object with known fields. */
export function objectSchema(schema: JsonSchema | undefined): ObjectSchema | undefined {
  return schema?.type === 'object' && schema.properties !== undefined ? (schema as ObjectSchema) : undefined // just checked
}
