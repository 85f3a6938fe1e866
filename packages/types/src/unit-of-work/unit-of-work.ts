import type { AppendCondition } from '../event-store/event-query.ts'
import type { CommitResult, ExpectedVersion } from '../event-store/append.ts'
import type { StreamId } from '../identity/stream-id.ts'
import type { TenantId } from '../identity/tenant.ts'
import type { Event } from '../message/event.ts'
import type { MessageMetadata } from '../message/metadata.ts'
import type { SqlStatement, TransactionHandle } from './transaction-handle.ts'

/** Runs after the commit, once. What it throws is logged; the commit stands. */
export type AfterCommit = (result: CommitResult) => void | Promise<void>

/** Runs behind the appends, in their transaction. What it throws rolls everything back. */
export type BeforeCommit = (result: CommitResult, transaction: TransactionHandle) => Promise<void>

/** Where a unit of work stands. */
export type UnitOfWorkState = 'active' | 'committed' | 'rolled-back'

/**
 * Collects what a command wants to write and commits it together, or not at all. Nothing reaches the event tables before
 * {@link UnitOfWork.commit}; own SQL goes through {@link UnitOfWork.transaction}, which opens the database transaction.
 */
export interface UnitOfWork {
  readonly state: UnitOfWorkState
  /**
   * Plans an append. A later one to the same stream follows the first, and its `expectedVersion` counts the events planned
   * before it. Positions are known after the commit.
   *
   * @throws ConcurrencyError when it contradicts what is planned for the stream: the plan stays as it was
   */
  append(
    streamId: StreamId,
    events: readonly Event[],
    options: {
      readonly expectedVersion: ExpectedVersion
      readonly metadata?: MessageMetadata | undefined
      /** Whether the ids that these events have were made for this append. Default `false`. */
      readonly idsAreNew?: boolean | undefined
    },
  ): void
  /** Plans a condition. */
  require(condition: AppendCondition): void
  /**
   * The events planned for a stream, in order: a load in the same unit of work must see them. Without a stream: all that
   * are planned, stream by stream, as they will be written.
   */
  pending(streamId?: StreamId): readonly Event[]
  /** The database transaction for own SQL; opened by the first call. */
  transaction(): Promise<TransactionHandle>
  /** The transaction that own SQL has opened, if any: reads in the same unit of work go through it. */
  readonly openedTransaction?: TransactionHandle | undefined
  /**
   * Plans statements that run behind the appends, in their transaction; not when the events had been appended before. There
   * where the unit of work speaks SQL.
   */
  planStatements?(statements: readonly SqlStatement[]): void
  /**
   * Adds something to write when positions are known and nothing is committed: behind the appends, in the database
   * transaction, which is opened for it. Locks are held meanwhile, so it is a statement or two, and nothing that waits.
   */
  beforeCommit(hook: BeforeCommit): void
  /** Adds something to do after the commit. */
  onCommit(hook: AfterCommit): void
  /**
   * Writes everything.
   *
   * @throws ConcurrencyError when a stream moved or a condition failed: nothing was written
   */
  commit(options?: { readonly signal?: AbortSignal | undefined }): Promise<CommitResult>
  /** Forgets everything. Harmless after a commit. */
  rollback(): Promise<void>
  /** Rolls back what is still active. */
  [Symbol.asyncDispose](): Promise<void>
}

/** Begins units of work. */
export interface UnitOfWorkFactory {
  /** Begins one; no connection is taken yet. */
  begin(options?: UnitOfWorkOptions): UnitOfWork
}

/** What a unit of work is told at its beginning. */
export interface UnitOfWorkOptions {
  /** Put under the metadata of every event. Default: none. */
  readonly metadata?: MessageMetadata | undefined
  /** Default: the tenant of `metadata`, else the store's own. */
  readonly tenant?: TenantId | undefined
}
