import type { EventCodec, GlobalPosition, MessageMetadata, NewId, TenantId } from '@uno-ts/types'
import type { Pool } from 'pg'

/** How {@link importEvents} imports. */
export interface ImportOptions {
  /** The application's pool; it stays open. It connects as the role `manager` or as the owner of the tables. */
  readonly pool: Pool
  /**
   * `'no-stream'`: every stream begins with this import; `'any'`: streams that exist are continued. For `'no-stream'` the
   * names of all streams are kept in memory, some 100 bytes each.
   */
  readonly expectedVersion: 'no-stream' | 'any'
  /** The schema `migrate` was given. Default `uno`. */
  readonly schema?: string | undefined
  /** Whose events they are. Default `default`. */
  readonly tenant?: TenantId | undefined
  /** How many events are written in one transaction. Default 10,000; without COPY 1,000. */
  readonly batchSize?: number | undefined
  /** Ends a batch early, measured in characters of data and metadata. Default 16 million. */
  readonly batchCharacters?: number | undefined
  /**
   * How long the database waits for this process in the middle of a batch, in milliseconds, and how long each statement
   * may take, before the batch is given up and tried again: so long may an import that hangs hold readers back. Default
   * 60,000.
   */
  readonly batchTimeoutMs?: number | undefined
  /**
   * Whether rows go through COPY; otherwise through multi-row statements, at about two thirds of the rate. Default: where the pool
   * may have more than one connection, since the embedded database, which cannot COPY, has one.
   */
  readonly copy?: boolean | undefined
  /** Passes over the first events: `read` of a run that broke off, when the source gives the same events again. Default 0. */
  readonly skip?: number | undefined
  /** Put under the metadata of every event. */
  readonly metadata?: MessageMetadata | undefined
  /** Validates events. Default: none. */
  readonly codec?: EventCodec | undefined
  /** Makes the ids of events that bring none. Default: ascending UUIDv7. */
  readonly newId?: NewId | undefined
  /** Called after each commit, and waited for: the place to keep `read`. What it throws ends the import. */
  readonly onBatch?: ((progress: ImportProgress) => void | Promise<void>) | undefined
  /** Ends the import between two batches. */
  readonly signal?: AbortSignal | undefined
}

/** How far an import has come. */
export interface ImportProgress {
  /** Events of the source that are done with, those that were skipped included. */
  readonly read: number
  /** Events written. */
  readonly imported: number
  /** Events that had been recorded before, found by their ids. */
  readonly known: number
  /** The highest position of these events, written or known; `undefined` when there were none. */
  readonly globalPosition: GlobalPosition | undefined
}
