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

/** What full-text search reads of a row, and how. */
export interface SearchDefinition {
  /** The PostgreSQL text search configuration that stems the words: `english`. */
  readonly language: string
  /** Rows in several languages: which field tells a row's. Default: all rows are in `language`. */
  readonly languages?: SearchLanguages | undefined
  readonly fields: readonly SearchField[]
  /**
   * Whether the text is kept for words that are misspelt, in a column of its own with an index of trigrams where the
   * database has `pg_trgm`. Default false.
   */
  readonly fuzzy?: boolean | undefined
}

/** A field whose value tells the language of its row. */
export interface SearchLanguages {
  /** A field of text. */
  readonly field: string
  /** The text search configuration of each value: `{ de: 'german', fr: 'french' }`. Any other value has `language`. */
  readonly configurations: Readonly<Record<string, string>>
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
  /** What search reads. Default: no search. */
  readonly search?: SearchDefinition | undefined
  /** The tags a cached row carries, so that caches can be told to drop all rows with one of them. Default: none. */
  tags?(row: StandardSchemaV1.InferOutput<RowSchema>): readonly string[]
}

/** The row of a read model, as its schema gives it out. */
export type RowOf<Definition extends ReadModelDefinition> = StandardSchemaV1.InferOutput<Definition['schema']>
