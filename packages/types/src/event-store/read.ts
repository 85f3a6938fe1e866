import type { GlobalPosition } from '../identity/global-position.ts'
import type { StreamId } from '../identity/stream-id.ts'
import type { TenantId } from '../identity/tenant.ts'
import type { Event, RecordedEvent, Tag } from '../message/event.ts'
import type { Snapshot } from '../snapshot/snapshot-store.ts'
import type { TransactionHandle } from '../unit-of-work/transaction-handle.ts'
import type { ConsistencyMarker } from './event-query.ts'

/** What every read may be given. */
export interface ReadOptions {
  /** Default: the store's own tenant. */
  readonly tenant?: TenantId | undefined
  /** Aborts while waiting, by throwing its reason. Default: nobody does. */
  readonly signal?: AbortSignal | undefined
  /** How many events are fetched in one round trip. Default 1,000. */
  readonly batchSize?: number | undefined
  /**
   * Reads on this transaction's connection. Whoever holds a transaction must pass it on: the embedded database has one
   * connection only. Default: a connection of the store's own.
   */
  readonly transaction?: TransactionHandle | undefined
}

/** Which part of a stream is read. */
export interface ReadStreamOptions extends ReadOptions {
  /** Default `forward`. */
  readonly direction?: 'forward' | 'backward' | undefined
  /** The first version read, inclusive; backward reads start here. Default: the stream's first, backward its last. */
  readonly from?: number | undefined
  /** The last version read, inclusive. Default: the other end. */
  readonly to?: number | undefined
  /** The greatest number of stored events. Default: all. */
  readonly limit?: number | undefined
  /** Only what was recorded at or before this time. */
  readonly asOf?: Date | undefined
}

/** Which events are wanted: all conditions given must hold, any value of each. */
export interface EventFilter {
  /** Types as they are today: what was stored under another type and has become one of these belongs to them. */
  readonly types?: readonly string[] | undefined
  readonly categories?: readonly string[] | undefined
  /** Events with all of these tags. */
  readonly tags?: readonly Tag[] | undefined
  readonly correlationId?: string | undefined
}

/** Which part of the whole log is read. */
export interface ReadAllOptions extends ReadOptions {
  /** Events after this position. Default: from the first. */
  readonly after?: GlobalPosition | undefined
  /** Which events are wanted. Default: all. */
  readonly filter?: EventFilter | undefined
  /** The greatest number of stored events. Default: all up to the head. */
  readonly limit?: number | undefined
}

/**
 * A run of events in ascending position with the checkpoint behind it. Events that came of one stored event share its
 * position, and are never divided between two pages.
 */
export interface EventPage<Recorded extends Event = Event> {
  readonly events: readonly RecordedEvent<Recorded>[]
  /** Everything up to here that matches has been delivered, also when no event matched. The next page starts after it. */
  readonly position: GlobalPosition
  /** Whether the reader had reached the end of what was safe to read. */
  readonly atHead: boolean
}

/** How a subscription is followed. */
export interface SubscribeOptions extends ReadOptions {
  /** Default `'origin'`: everything that was ever appended. A position means everything after it. */
  readonly from?: 'origin' | 'now' | GlobalPosition | undefined
  /** Which events are wanted. Default: all. */
  readonly filter?: EventFilter | undefined
}

/** What is known of a stream without reading it. */
export interface StreamState {
  readonly streamId: StreamId
  /** 0 when there is no such stream. */
  readonly streamVersion: number
  readonly firstRecordedAt: Date | undefined
  readonly lastRecordedAt: Date | undefined
  readonly archived: boolean
}

/** A stream for folding: a snapshot when there is a usable one, and the events after it. */
export interface LoadedStream<Recorded extends Event = Event> {
  readonly streamId: StreamId
  readonly snapshot: Snapshot | undefined
  readonly events: readonly RecordedEvent<Recorded>[]
  /** The version after the last event; 0 when there is no such stream. */
  readonly streamVersion: number
}

/** How a stream is loaded for folding. */
export interface LoadStreamOptions extends ReadOptions {
  /** The shape of the snapshot that can be used. Default: no snapshot is looked for. */
  readonly snapshotSchemaVersion?: number | undefined
}

/** How the events a decision depends on are read. */
export interface ReadByQueryOptions extends ReadOptions {
  /**
   * Only those that the reader who was given this marker has not seen: for a state that was folded up to there. Default:
   * all.
   */
  readonly after?: ConsistencyMarker | undefined
}

/** What a decision depends on, and the marker for its condition. */
export interface QueriedEvents<Recorded extends Event = Event> {
  readonly events: readonly RecordedEvent<Recorded>[]
  readonly head: ConsistencyMarker
}
