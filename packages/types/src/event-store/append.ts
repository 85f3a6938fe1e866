import type { GlobalPosition } from '../identity/global-position.ts'
import type { StreamId } from '../identity/stream-id.ts'
import type { TenantId } from '../identity/tenant.ts'
import type { Event } from '../message/event.ts'
import type { MessageMetadata } from '../message/metadata.ts'
import type { SqlStatement } from '../unit-of-work/transaction-handle.ts'
import type { AppendCondition } from './event-query.ts'

/**
 * What the caller decided upon: an exact version (0 is the same as `'no-stream'`), `'no-stream'`, `'stream-exists'`, or
 * `'any'`, which must be spelled out.
 */
export type ExpectedVersion = number | 'any' | 'no-stream' | 'stream-exists'

/** What an append needs beside its stream and events. */
export interface AppendOptions {
  /** What the stream must be like. Another version is a `ConcurrencyError`, and nothing is written. */
  readonly expectedVersion: ExpectedVersion
  /** Put under the metadata of every event. */
  readonly metadata?: MessageMetadata | undefined
  /** Default: the tenant of `metadata`, else the store's own. */
  readonly tenant?: TenantId | undefined
  /** Aborts while waiting; an append that has reached the database is not taken back. */
  readonly signal?: AbortSignal | undefined
}

/** Events for one stream, with the version they were decided upon. */
export interface StreamAppend {
  readonly streamId: StreamId
  readonly expectedVersion: ExpectedVersion
  /** May be empty in a plan: then the stream's version is only checked. */
  readonly events: readonly Event[]
}

/** Events that belong to no stream, only to their tags. Each becomes the only event of a stream named by its id. */
export interface TaggedAppend {
  readonly streamId?: undefined
  readonly events: readonly Event[]
}

/** Where one append ended. */
export interface AppendResult {
  readonly streamId: StreamId
  /** The stream's version now. */
  readonly streamVersion: number
  /** The position of the last event. */
  readonly globalPosition: GlobalPosition
  /** False when events with these ids were there already and nothing was written again. */
  readonly written: boolean
}

/** All that a command wants written: everything or nothing, in one transaction. */
export interface CommitPlan {
  /** Each stream once. */
  readonly appends: readonly (StreamAppend | TaggedAppend)[]
  /** Events that must not have been appended since their markers. */
  readonly conditions?: readonly AppendCondition[] | undefined
  /**
   * Run behind the appends, in their transaction and in this order: rows that must be seen with the events. They do not run
   * when the events had been appended before. A store without SQL refuses them. Default: none.
   */
  readonly inline?: readonly SqlStatement[] | undefined
  /**
   * Whether all ids that the events have were made for this plan: then nobody looks whether they were appended before.
   * Default `false`.
   */
  readonly idsAreNew?: boolean | undefined
  /** Put under the metadata of every event. */
  readonly metadata?: MessageMetadata | undefined
  /** Default: the tenant of `metadata`, else the store's own. */
  readonly tenant?: TenantId | undefined
}

/** Where a commit plan ended. */
export interface CommitResult {
  /** One for each append of the plan, in its order; for tagged events one for each event. Checks without events are left out. */
  readonly appends: readonly AppendResult[]
  /** The highest position written; absent when the plan had no events. */
  readonly globalPosition: GlobalPosition | undefined
}
