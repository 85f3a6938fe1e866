import type {
  Event,
  EventOfType,
  MessageMetadata,
  ProjectionContext,
  StreamId,
  Tag,
  TenantId,
  TransactionHandle,
} from '@uno-ts/types'

/** An event that is about to be appended: it has no position and no time yet. */
export type PlannedEvent<Planned extends Event = Event> = Planned extends Event
  ? {
      readonly type: Planned['type']
      readonly data: Planned['data']
      readonly id: string
      readonly tags: readonly Tag[]
      readonly metadata: MessageMetadata
      /** Whose it is; `undefined` means the store's own tenant. */
      readonly tenant: TenantId | undefined
      readonly streamId: StreamId
      /** Its place in the stream; `undefined` when it was planned for any version. */
      readonly streamVersion: number | undefined
    }
  : never

/** Handles one event in the transaction that will append it. It writes through `tx` only. */
export type InlineHandler<Handled extends Event, Sql = unknown> = (
  event: PlannedEvent<Handled>,
  context: ProjectionContext<Sql>,
) => Promise<unknown> | void

/**
 * Rows that change in the transaction of the events themselves: whoever sees the events sees the rows. A unit of work
 * writes them after the handler's own SQL and before it takes the locks of the append, so an event is handled before it has
 * a position; two units that append to one stream wait for each other at its rows.
 */
export interface InlineProjection<Events extends Event = Event, Sql = unknown> {
  readonly name: string
  /** Handlers by event type. Each must survive an append that is repeated with the same event ids. */
  readonly on: {
    readonly [Type in Events['type']]?: InlineHandler<EventOfType<Events, Type>, Sql>
  }
}

/** Takes events that other systems must hear of into the transaction that appends them, to be sent later. */
export interface EventOutbox {
  /** Which types it takes. Default: all. */
  readonly types?: readonly string[] | undefined
  /** Writes the events down. What it throws rolls the unit of work back. */
  add(
    events: readonly PlannedEvent[],
    options: { readonly transaction: TransactionHandle; readonly signal?: AbortSignal | undefined },
  ): Promise<void>
}
