import type { Criteria, FieldPath, Sort } from './criteria.ts'
import type { FieldOf } from './row-field.ts'

declare const brand: unique symbol

/** Where a page ended. Opaque; bound to the sort and filter it was made for. */
export type Cursor = string & { readonly [brand]: 'Cursor' }

/** Which rows, in which order, how many. */
export interface PageRequest {
  readonly where?: Criteria | undefined
  /** Default: by id, ascending. */
  readonly sort?: Sort | undefined
  /** 1 to 1,000. Default 50. */
  readonly limit?: number | undefined
  /** The rows after this place. Default: from the start. */
  readonly after?: Cursor | undefined
  /** The rows before this place, in the same order. Not together with `after`. */
  readonly before?: Cursor | undefined
  /** Skips rows instead of using a cursor; slower the further it goes. Not together with a cursor. */
  readonly offset?: number | undefined
  /** Whether to count all matching rows too. Default false. */
  readonly total?: boolean | undefined
  /** Only these fields of each row. Default: all. */
  readonly fields?: readonly FieldPath[] | undefined
}

/** One page of rows. */
export interface Page<Row> {
  readonly items: readonly Row[]
  /** Asks for the rows after this page; `null` when there are none. */
  readonly next: Cursor | null
  /** Asks for the rows before this page; `null` when there are none. */
  readonly previous: Cursor | null
  /** All matching rows, when it was asked for. */
  readonly total?: number | undefined
}

/** A page request that names fields of one row; `Fields` narrows what comes back to them. */
export interface PageRequestOf<
  Row,
  Fields extends readonly FieldOf<Row>[] | undefined = readonly FieldOf<Row>[] | undefined,
> extends Omit<PageRequest, 'fields'> {
  readonly fields: Fields
}
