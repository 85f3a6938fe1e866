import type {
  ColumnDefinition,
  IndexDefinition,
  ReadModelDefinition,
  RowOf,
  Schema,
  SearchDefinition,
  SearchField,
} from '@uno-ts/types'
import { checkDefinition } from './check-definition.ts'
import type { ColumnsFor, KeyOf } from './column-types.ts'

/** The row a schema gives out. */
type RowFrom<RowSchema extends Schema> = RowOf<ReadModelDefinition<string, RowSchema>>

/** What {@link defineReadModel} is given. */
export interface DefineReadModelOptions<Name extends string, RowSchema extends Schema, Key extends string> {
  /** Names the table: lower case words joined by `_`, at most 48 characters. */
  readonly name: Name
  /** What a row looks like, in any library that speaks Standard Schema. */
  readonly schema: RowSchema
  /** The field that identifies a row: text. It has a column without being named among them. */
  readonly key: Key
  /** The fields that have a column of their own; the others are kept together as JSON. Default: none. */
  readonly columns?: ColumnsFor<RowFrom<RowSchema>> | undefined
  /**
   * Indexes over columns, for the filters and sorts that are asked for often. A column of type `json` or `text[]` is
   * indexed alone, for `contains` and `overlaps`. Default: none.
   */
  readonly indexes?: readonly IndexFor<RowFrom<RowSchema>>[] | undefined
  /**
   * What full-text search reads: fields of text or JSON, by weight. The language is a PostgreSQL text search
   * configuration, default `english`, or one for each row, told by a field. `fuzzy` keeps the text for misspelt words.
   * Default: no search.
   */
  readonly search?: SearchFor<RowFrom<RowSchema>> | undefined
  /**
   * The tags under which caches keep a row, worked out of the row: `({ customer }) => [`customer:${customer}`]`. Models may
   * share tags; `invalidateTags` of a `HybridReadModelRepository` drops all rows that carry one. Default: none.
   */
  readonly tags?: ((row: RowFrom<RowSchema>) => readonly string[]) | undefined
}

/** An index over fields of a row. */
export type IndexFor<Row> = IndexDefinition & { readonly columns: readonly (keyof Row & string)[] }

/** What search reads of a row. */
export interface SearchFor<Row> {
  readonly language?: string | undefined
  readonly languages?:
    | (NonNullable<SearchDefinition['languages']> & { readonly field: keyof Row & string })
    | undefined
  readonly fields: readonly SearchFieldFor<Row>[]
  readonly fuzzy?: boolean | undefined
}

/** A field of a row that search reads. */
export type SearchFieldFor<Row> = SearchField & { readonly field: keyof Row & string }

/**
 * Defines a read model as a frozen value: what its rows look like and how they are kept.
 *
 * @throws ConfigurationError that names what is wrong: a name SQL cannot have, a column that is no field of the schema,
 * an index over a field without a column
 * @example
 * ```ts
 * import { defineReadModel } from '@uno-ts/read-model'
 * import { z } from 'zod'
 *
 * export const productSales = defineReadModel({
 *   name: 'product_sales',
 *   schema: z.object({ code: z.string(), name: z.string(), supplier: z.string(), unitsSold: z.int() }),
 *   key: 'code',
 *   columns: { name: { type: 'text' }, unitsSold: { type: 'integer' } },
 *   indexes: [{ columns: ['unitsSold'] }],
 *   search: { fields: [{ field: 'name', weight: 'A' }] },
 *   tags: ({ supplier }) => [`supplier:${supplier}`],
 * })
 * ```
 */
export function defineReadModel<
  const Name extends string,
  RowSchema extends Schema,
  const Key extends KeyOf<RowFrom<RowSchema>>,
>(options: DefineReadModelOptions<Name, RowSchema, Key>): ReadModelDefinition<Name, RowSchema, Key> {
  const { name, schema, key, columns = {}, indexes = [], search, tags } = options
  const definition: ReadModelDefinition<Name, RowSchema, Key> = {
    name,
    schema,
    key,
    columns: { [key]: { type: 'text' }, ...(columns as Readonly<Record<string, ColumnDefinition>>) }, // wider than its keys
    indexes,
    ...(search && { search: { ...search, language: search.language ?? 'english' } }),
    ...(tags && { tags }),
  }
  checkDefinition(definition)
  return deeplyFrozen(definition)
}

/** Freezes the plain data of a definition; the schema belongs to its library. */
function deeplyFrozen<Value extends object>(value: Value): Value {
  for (const [key, inner] of Object.entries(value)) {
    if (key !== 'schema' && typeof inner === 'object' && inner !== null) deeplyFrozen(inner)
  }
  return Object.freeze(value)
}
