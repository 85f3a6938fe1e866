import type { StreamId } from '../identity/stream-id.ts'
import type { TenantId } from '../identity/tenant.ts'
import type { Event, Tag } from '../message/event.ts'
import type { MessageMetadata } from '../message/metadata.ts'
import type { SqlStatement, TransactionHandle } from '../unit-of-work/transaction-handle.ts'
import type { EventOfType, ProjectionContext } from './projection.ts'

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

/**
 * Rows that follow from events by statements alone. They run behind the append, in its transaction, and not at all when the
 * events had been appended before: repeating an append changes nothing.
 */
export interface InlineStatements {
  readonly name: string
  /** Which events it is given. */
  readonly eventTypes: readonly string[]
  /**
   * Makes the statements, without asking anybody: no transaction is opened for them. `undefined`: these events need
   * {@link InlineStatements.prepare}.
   */
  readonly statements: (events: readonly PlannedEvent[]) => readonly SqlStatement[] | undefined
  /** Makes the statements from rows as they are: locks and reads them in the transaction of the append, before it begins. */
  readonly prepare?:
    | ((
        events: readonly PlannedEvent[],
        options: { readonly transaction: TransactionHandle; readonly signal?: AbortSignal | undefined },
      ) => Promise<readonly SqlStatement[]>)
    | undefined
}
