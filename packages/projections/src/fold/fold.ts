import type { Event, RecordedEvent } from '@uno-ts/types'
import type { BatchProjection, ProjectionOptions } from '../define/projection.ts'
import type { ColumnType, ColumnTypeOf } from '../table/column-type.ts'
import type { RowTable } from '../table/row-table.ts'

/** The table of a fold: a row for each key. */
export interface FoldTable<Row> extends RowTable {
  /** The column of the key. */
  readonly key: { readonly column: string; readonly type: 'text' | 'uuid' | 'bigint' }
  /** The other columns: one for each field of the row, with its SQL type, `'bigint null'` where it may be empty. */
  readonly columns: { readonly [Column in keyof NoInfer<Row>]: ColumnTypeOf<NoInfer<Row>[Column]> }
  /** A `bigint` column that keeps the position of the event that last changed the row. Default: there is none. */
  readonly positionColumn?: string | undefined
}

/** A projection as a pure function: events of one key, in the order of the log, make one row. */
export interface FoldDefinition<Events extends Event, Row> extends Pick<
  ProjectionOptions<Events, unknown>,
  'name' | 'version' | 'slices' | 'onError'
> {
  readonly table: FoldTable<Row>
  /** Which events are read. */
  readonly eventTypes: readonly Events['type'][]
  /**
   * Which row an event changes: `'stream'`, the one of its stream; or the key that a pure function finds in it, several,
   * or none (`undefined`). A fold with slices, and one whose events are parked, takes one key of an event at most.
   */
  readonly key: 'stream' | ((event: RecordedEvent<Events>) => string | undefined | readonly string[])
  /**
   * What becomes of the row: a new one, the same for no change, `null` for none. Pure: it changes neither of its arguments.
   */
  readonly evolve: (
    row: NoInfer<Row> | undefined,
    event: RecordedEvent<Events>,
    key: string,
  ) => NoInfer<Row> | null
}

/** A {@link FoldDefinition} that has been checked, as a projection that runs with the others. */
export interface Fold<Events extends Event, Row>
  extends
    BatchProjection<Events, any>,
    Omit<FoldDefinition<Events, Row>, keyof BatchProjection<Events, any>> {
  /** Makes the table, if it is not there: for a migration of the application. */
  readonly createTable: string
}

/** The table of any fold. */
export interface AnyFoldTable extends RowTable {
  readonly key: { readonly column: string; readonly type: 'text' | 'uuid' | 'bigint' }
  readonly columns: Readonly<Record<string, ColumnType>>
  readonly positionColumn?: string | undefined
}

/** The pure part of any fold. `any`, because its functions take their own events and rows. */
export interface AnyFoldForm {
  readonly key: 'stream' | ((event: any) => string | undefined | readonly string[])
  readonly evolve: (row: any, event: any, key: string) => any
}

/** Any fold. */
export interface AnyFold extends BatchProjection<any, any>, AnyFoldForm {
  readonly table: AnyFoldTable
  readonly createTable: string
}
