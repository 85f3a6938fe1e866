import type { ColumnDefinition } from '@uno-ts/types'

/**
 * The columns a row's fields may have. A field that may be null needs `nullable: true`. A field that may be missing
 * (`undefined`) has no column, because a column's missing value comes back as null; it is kept in the document.
 */
export type ColumnsFor<Row> = { readonly [Field in NamedFields<Row>]?: ColumnFor<Row[Field]> }

type ColumnFor<Value> = undefined extends Value
  ? never
  : null extends Value
    ? Typed<NonNullable<Value>> & { readonly nullable: true }
    : Typed<Value>

type Typed<Value> = ColumnDefinition & { readonly type: ColumnTypeFor<Value> }

/** Tuples keep unions whole: `'a' | 'b'` is one text. */
type ColumnTypeFor<Value> = [Value] extends [string]
  ? 'text'
  : [Value] extends [number]
    ? 'integer' | 'number'
    : [Value] extends [bigint]
      ? 'bigint'
      : [Value] extends [boolean]
        ? 'boolean'
        : [Value] extends [Date]
          ? 'timestamp'
          : [Value] extends [readonly string[]]
            ? 'text[]' | 'json'
            : 'json'

/** The fields a row's type names; further ones that an open schema lets through are not among them. */
export type NamedFields<Row> = keyof {
  [Field in keyof Row as string extends Field ? never : Field & string]: Row[Field]
} &
  keyof Row

/** The fields of a row that can be its key: always there, and text. */
export type KeyOf<Row> = {
  [Field in NamedFields<Row>]: Row[Field] extends string ? Field & string : never
}[NamedFields<Row>]
