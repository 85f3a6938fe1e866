import type { Event, RecordedEvent } from '../message/event.ts'

/** What a handler may use beside the event. `Sql` is the query builder's transaction. */
export interface ProjectionContext<Sql = unknown> {
  /** The transaction in which rows and checkpoint commit together. */
  readonly tx: Sql
  readonly signal?: AbortSignal | undefined
}

/** What the handlers of a running projection may use. */
export interface ProjectionHandlerContext<Sql = unknown> extends ProjectionContext<Sql> {
  /**
   * The name under which this version of the projection keeps a table: `order_summary_v2` where the definition has a table
   * `order_summary` of its own in version 2, and the name as it is where it has none. Typed as the name that was asked for,
   * so that the query builder knows the columns.
   */
  readonly table: <Name extends string>(name: Name) => Name
}

/** Handles one event of one type. It writes through `tx` only, and never calls the outside world. */
export type ProjectionHandler<Handled extends Event, Sql = unknown> = (
  event: RecordedEvent<Handled>,
  context: ProjectionHandlerContext<Sql>,
) => Promise<unknown> | void

/** The events of a union, by type. */
export type EventOfType<Events extends Event, Type extends Events['type']> = Extract<
  Events,
  { readonly type: Type }
>

/** Handlers by event type; the keys say which events are read. */
export type ProjectionHandlers<Events extends Event, Sql = unknown> = {
  readonly [Type in Events['type']]?: ProjectionHandler<EventOfType<Events, Type>, Sql>
}
