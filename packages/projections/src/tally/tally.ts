import type { Event } from '@uno-ts/types'
import type { BatchProjection, ProjectionOptions } from '../define/projection.ts'
import type { RowTable } from '../table/row-table.ts'

/**
 * Where a value stands in an event: `streamId`, `type`, or a path into the data such as `data.productCode`. A path ends at a
 * field that is missing.
 */
export type EventPath = 'streamId' | 'type' | `data.${string}`

/** What an event adds: always the same whole number, or the one at a path; with `-` in front it is taken away. */
export type TallyAmount = number | EventPath | `-${EventPath}`

/** What events add to a column: every event the same, or those of some types, each its own amount. */
export type TallySum<Type extends string = string> = TallyAmount | { readonly [Each in Type]?: TallyAmount }

/** Counts and sums as data. What it makes does not depend on the order of events, so everybody may add to a row. */
export interface TallyDefinition<Events extends Event> extends Pick<
  ProjectionOptions<Events, unknown>,
  'name' | 'version' | 'slices' | 'onError'
> {
  readonly table: RowTable
  /** Which events are read. */
  readonly eventTypes: readonly Events['type'][]
  /**
   * The columns of the key, each with the path of its value. An event in which one is missing, or is an object or a list, is
   * left out. No columns: one row for each tenant.
   */
  readonly key: Readonly<Record<string, EventPath>>
  /**
   * The columns that add up, of the type `bigint`. A field that is missing adds nothing; one that is neither a whole number
   * nor the text of one is refused.
   */
  readonly sums: Readonly<Record<string, TallySum<Events['type']>>>
  /** Columns that keep the least whole number at a path, empty while there was none. Default: none. */
  readonly min?: Readonly<Record<string, EventPath>> | undefined
  /** Columns that keep the greatest. Default: none. */
  readonly max?: Readonly<Record<string, EventPath>> | undefined
  /**
   * Whether what it reads is the same in every stored version of its events, and nothing else ever becomes one of them: then
   * `rebuildSql` may read what is stored although there are upcasters. Default `false`.
   */
  readonly readsAnyVersion?: boolean | undefined
}

/** A {@link TallyDefinition} that has been checked, as a projection that runs with the others. */
export interface Tally<Events extends Event = any>
  extends BatchProjection<Events, any>, Omit<TallyDefinition<Events>, keyof BatchProjection<Events, any>> {
  /** Makes the table, if it is not there: for a migration of the application. */
  readonly createTable: string
}

/** As much of a tally as says how events add up. */
export type TallyForm = Pick<TallyDefinition<Event>, 'eventTypes' | 'key' | 'sums' | 'min' | 'max'>
