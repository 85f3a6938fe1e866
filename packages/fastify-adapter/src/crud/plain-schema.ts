import type { Schema } from '@uno-ts/types'
import type { JsonSchema } from '../json-schema/json-schema-of.ts'

/** What is wrong with a payload, by field. */
export interface Issue {
  readonly path: readonly string[]
  readonly message: string
}

/** What looking at a payload gives. */
export type Looked<Output> = { readonly value: Output } | { readonly issues: readonly Issue[] }

/** The fields of a payload, as path and query string give them. */
export type TextFields = Readonly<Record<string, string | readonly string[]>>

/** A Standard Schema that says what it takes, and looks at payloads with one function. */
export function plainSchema<Output>(
  schema: JsonSchema,
  look: (fields: TextFields) => Looked<Output>,
): Schema<unknown, Output> {
  const standard = {
    version: 1,
    vendor: 'uno-ts',
    // Routes put payloads together as objects.
    validate: (payload: unknown) => look(payload as TextFields),
    jsonSchema: { input: () => schema, output: () => schema },
  } as const
  return { '~standard': standard }
}

/** A schema for descriptions alone: results are not looked at. */
export function describedSchema<Output>(schema: JsonSchema): Schema<unknown, Output> {
  return plainSchema<Output>(schema, (fields) => ({ value: fields as unknown as Output }))
}
