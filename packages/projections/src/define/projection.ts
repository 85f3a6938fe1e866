import type {
  Event,
  ProjectionHandlerContext,
  ProjectionHandlers,
  RecordedEvent,
  TenantId,
} from '@uno-ts/types'
import type { Transaction } from 'kysely'
import type { ErrorHandling } from '../failure/error-handling.ts'

/** What every projection is made of, whichever way it handles its events. */
export interface ProjectionOptions<Events extends Event, Database> {
  /** What it is called, for ever: 1 to 512 characters, such as `order-summary`. Its checkpoint is kept under this name. */
  readonly name: string
  /**
   * A whole number from 1. Raise it when the rows must be made anew: a version that has never run starts with
   * {@link ProjectionOptions.reset} and the first event. With {@link ProjectionOptions.tables} it is built beside the one
   * that queries read and takes its place once it has caught up; without them it takes its place at once, and processes that
   * run the earlier one stop it.
   */
  readonly version: number
  /**
   * The tables that each version has of its own, by name. Handlers get what the database calls them from `table(name)`.
   * Default: none; all versions write the same tables.
   */
  readonly tables?: ProjectionTables | undefined
  /**
   * Empties the rows, all of the tenant's. It runs once before the first batch of a version that has never run, and for a
   * rebuild. Default: the tables of its own are emptied; without any nothing is, and the projection cannot be rebuilt.
   */
  readonly reset?: ((context: ResetContext<Database>) => Promise<unknown>) | undefined
  /**
   * Removes what the events of one key have made: of one stream, or of what `sliceBy` gives. Default: one key alone cannot be
   * rebuilt.
   */
  readonly resetKey?: ((key: string, context: ResetContext<Database>) => Promise<unknown>) | undefined
  /**
   * Into how many parts the projection is divided, 1 to 256, so that members share its work. Fixed for a version.
   * Default 1.
   */
  readonly slices?: number | undefined
  /**
   * What decides an event's slice, where there are several: its stream, or a key of it. Events of one slice are handled in
   * the order of the log; those of different slices at the same time, so rows that several slices touch must be written
   * additively. Pure and cheap. Default `'stream'`.
   */
  readonly sliceBy?: 'stream' | ((event: RecordedEvent<Events>) => string) | undefined
  /**
   * What becomes of an event that a handler refuses; a database that is away is waited for, whatever this says. Default:
   * the runner's, which is `'stop'`.
   */
  readonly onError?: ErrorHandling | undefined
  /**
   * Whether it writes elsewhere than through `tx`: then it is called before the transaction, which moves the checkpoint only
   * once it has answered. Its events come at least once. {@link defineSink} sets it. Default false.
   */
  readonly outside?: boolean | undefined
  /**
   * Names the rows an event changes, for caches and live queries. Pure and cheap. Default: announced changes name no keys.
   */
  readonly keys?: ((event: RecordedEvent<Events>) => readonly string[]) | undefined
}

/**
 * Tables by name, each with what makes it. The name may have a schema in front, as in `shop.orders`; without one the
 * connection's search path decides.
 */
export type ProjectionTables = Readonly<
  Record<string, (context: ProjectionTableContext) => string | readonly string[]>
>

/** What makes a table is told. */
export interface ProjectionTableContext {
  /** What the database calls the table: `order_summary_v2`. */
  readonly name: string
  /** The same, quoted. */
  readonly table: string
  readonly version: number
}

/** What {@link ProjectionOptions.reset} may use. */
export interface ResetContext<Database> extends ProjectionHandlerContext<Transaction<Database>> {
  /** Whose rows are emptied. */
  readonly tenant: TenantId
}

/**
 * A projection with a handler for each event type it reads. Handlers run one after the other, in the order of the log;
 * what they write commits together with the checkpoint.
 */
export interface Projection<Events extends Event, Database> extends ProjectionOptions<Events, Database> {
  /** The handlers; the keys say which events are read. */
  readonly on: ProjectionHandlers<Events, Transaction<Database>>
}

/**
 * A projection that folds a batch in memory and writes the outcome with a few multi-row statements: ten times the
 * throughput of a statement an event.
 */
export interface BatchProjection<Events extends Event, Database> extends ProjectionOptions<Events, Database> {
  /** Which events are read. */
  readonly eventTypes: readonly Events['type'][]
  /** Handles one or more events, in the order of the log. How many come at once differs from run to run. */
  readonly handleBatch: (
    events: readonly RecordedEvent<Events>[],
    context: ProjectionHandlerContext<Transaction<Database>>,
  ) => Promise<unknown>
}

/** Any projection. `any`, because handlers take their own events and tables, and a runner knows neither. */
export type AnyProjection = Projection<any, any> | BatchProjection<any, any>
