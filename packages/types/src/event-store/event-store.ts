import type { GlobalPosition } from '../identity/global-position.ts'
import type { StreamId } from '../identity/stream-id.ts'
import type { Event, RecordedEvent } from '../message/event.ts'
import type { AppendOptions, AppendResult, CommitPlan, CommitResult } from './append.ts'
import type { EventQuery } from './event-query.ts'
import type { EventSqlSource } from './event-sql-source.ts'
import type {
  EventPage,
  LoadedStream,
  LoadStreamOptions,
  QueriedEvents,
  ReadAllOptions,
  ReadByQueryOptions,
  ReadOptions,
  ReadStreamOptions,
  StreamState,
  SubscribeOptions,
} from './read.ts'

/**
 * Where events are kept. Streams are ordered by version, all events by `globalPosition`; what has been appended is never
 * changed. Every tenant has its own streams; positions are shared.
 */
export interface EventStore {
  /**
   * Appends `events` to the end of one stream, all or none.
   *
   * @throws ConcurrencyError when the stream is not where `expectedVersion` says: nothing was written
   * @throws InvalidArgumentError when `events` is empty, a stream's name, type, tag or version is none, or an event id was
   * used before for something else: nothing was written
   * @throws DatabaseError when the outcome is unknown; repeating it with the same event ids is safe
   */
  append(streamId: StreamId, events: readonly Event[], options: AppendOptions): Promise<AppendResult>

  /**
   * Commits a plan: appends to several streams, each with its own expectation, and conditions on what others appended;
   * all or nothing.
   *
   * @throws ConcurrencyError naming the stream that moved, or when a condition failed: nothing was written
   */
  commit(plan: CommitPlan, options?: { readonly signal?: AbortSignal | undefined }): Promise<CommitResult>

  /** Reads one stream to its end. A stream that does not exist has no events. */
  readStream<Recorded extends Event = Event>(
    streamId: StreamId,
    options?: ReadStreamOptions,
  ): AsyncIterable<RecordedEvent<Recorded>>

  /** Reads all events in ascending position, up to the horizon at the time of each page. */
  readAll<Recorded extends Event = Event>(options?: ReadAllOptions): AsyncIterable<RecordedEvent<Recorded>>

  /**
   * Reads one page of all events: at most `limit` (default 1,000), in ascending position, with the checkpoint behind it.
   * What a later append commits always lies after `position`.
   */
  readPage<Recorded extends Event = Event>(options?: ReadAllOptions): Promise<EventPage<Recorded>>

  /** Reads a stream for folding, a usable snapshot first, in one round trip. */
  load<Recorded extends Event = Event>(
    streamId: StreamId,
    options?: LoadStreamOptions,
  ): Promise<LoadedStream<Recorded>>

  /** Reads the events a decision depends on, with the marker that makes an append conditional on having seen them all. */
  readByQuery<Recorded extends Event = Event>(
    query: EventQuery,
    options?: ReadByQueryOptions,
  ): Promise<QueriedEvents<Recorded>>

  /**
   * Follows the log from a position for ever: pages of what is there, then what is appended, without a seam. Filters
   * still advance the position. Each event comes once, in order. It ends when `signal` aborts, by throwing its reason.
   */
  subscribe<Recorded extends Event = Event>(options?: SubscribeOptions): AsyncIterable<EventPage<Recorded>>

  /** What is known of a stream without reading it. */
  streamState(streamId: StreamId, options?: ReadOptions): Promise<StreamState>

  /** The horizon: every event at or below it has been committed, and none will appear there later. */
  head(options?: ReadOptions): Promise<GlobalPosition>

  /** The events as a source for SQL, where the store has one: for rebuilds inside the database. */
  sqlSource?(): EventSqlSource
}
