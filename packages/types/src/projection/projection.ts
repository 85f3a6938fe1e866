import type { Event, RecordedEvent } from '../message/event.ts'

/** What a handler may use beside the event. `Sql` is the query builder's transaction. */
export interface ProjectionContext<Sql = unknown> {
  /** The transaction in which rows and checkpoint commit together. */
  readonly tx: Sql
  readonly signal?: AbortSignal | undefined
}

/** Handles one event of one type. It writes through `tx` only, and never calls the outside world. */
export type ProjectionHandler<Handled extends Event, Sql = unknown> = (
  event: RecordedEvent<Handled>,
  context: ProjectionContext<Sql>,
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
