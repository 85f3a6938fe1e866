/** A value a criterion compares with. */
export type CriteriaValue = string | number | bigint | boolean | Date | null

/** The path of a field: a column's name, or a column and the keys inside its document (`address.city`). */
export type FieldPath = string

/**
 * What rows are asked for, as plain data: built by functions, compiled to SQL with bound parameters, or run in memory
 * with the same answers. Comparisons with a missing value are never true, except `isNull`.
 */
export type Criteria =
  | { readonly op: 'and' | 'or'; readonly operands: readonly Criteria[] }
  | { readonly op: 'not'; readonly operand: Criteria }
  | {
      readonly op: 'eq' | 'ne' | 'lt' | 'lte' | 'gt' | 'gte'
      readonly field: FieldPath
      readonly value: CriteriaValue
    }
  | { readonly op: 'in' | 'notIn'; readonly field: FieldPath; readonly values: readonly CriteriaValue[] }
  | {
      readonly op: 'between'
      readonly field: FieldPath
      readonly from: CriteriaValue
      /** Inclusive. */
      readonly to: CriteriaValue
    }
  | {
      /** `%` and `_` are wildcards, `\` escapes them. */
      readonly op: 'like' | 'ilike'
      readonly field: FieldPath
      readonly pattern: string
    }
  | {
      /** For arrays and documents: the field contains all of, is contained in, or shares one of the values. */
      readonly op: 'contains' | 'containedBy' | 'overlaps'
      readonly field: FieldPath
      readonly values: readonly CriteriaValue[]
    }
  | { readonly op: 'exists' | 'isNull'; readonly field: FieldPath }

/** One key of an order. Nulls come last in both directions; text is ordered by code point. */
export interface SortKey {
  readonly field: FieldPath
  readonly direction: 'asc' | 'desc'
}

/** An order over several keys; ties are broken by the id. */
export type Sort = readonly SortKey[]
