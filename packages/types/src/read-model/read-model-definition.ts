import type { Schema } from '../message/definition.ts'
import type { StandardSchemaV1 } from '@standard-schema/spec'

/**
 * What a column can hold. `bigint` is a JavaScript bigint, `integer` a safe integer, `number` a double, `json` any JSON,
 * `text[]` a list of texts, `timestamp` a Date.
 */
export type ColumnType =
  | 'text'
  | 'integer'
  | 'bigint'
  | 'number'
  | 'boolean'
  | 'timestamp'
  | 'json'
  | 'text[]'

/** One typed column. */
export interface ColumnDefinition {
  readonly type: ColumnType
  /** Default false: the column refuses null. */
  readonly nullable?: boolean | undefined
}

/** An index over columns, in this order. */
export interface IndexDefinition {
  readonly columns: readonly string[]
  readonly unique?: boolean | undefined
}

/** A field that full-text search reads. */
export interface SearchField {
  readonly field: string
  /** `A` counts most. Default `D`. */
  readonly weight?: 'A' | 'B' | 'C' | 'D' | undefined
}

/** A read model as a value: its name, the schema of its rows, how they are kept. Made by `defineReadModel`. */
export interface ReadModelDefinition<
  Name extends string = string,
  RowSchema extends Schema = Schema,
  Key extends string = string,
> {
  /** Names the table: lower case words joined by `_`. */
  readonly name: Name
  readonly schema: RowSchema
  /** The field that identifies a row: text. */
  readonly key: Key
  /** The columns by field. Fields of the schema that are not named here are kept in the `document` column. */
  readonly columns: Readonly<Record<string, ColumnDefinition>>
  readonly indexes: readonly IndexDefinition[]
  /** What search reads, and in which language it is stemmed (a PostgreSQL configuration). Default: none. */
  readonly search?: { readonly language: string; readonly fields: readonly SearchField[] } | undefined
}

/** The row of a read model, as its schema gives it out. */
export type RowOf<Definition extends ReadModelDefinition> = StandardSchemaV1.InferOutput<Definition['schema']>
