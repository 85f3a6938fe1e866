import {
  followAppend,
  InvalidArgumentError,
  type AfterCommit,
  type AppendCondition,
  type BeforeCommit,
  type CommitPlan,
  type CommitResult,
  type Event,
  type ExpectedVersion,
  type Logger,
  type MessageMetadata,
  type PlannedAppend,
  type SqlStatement,
  type StreamAppend,
  type StreamId,
  type TenantId,
  type TransactionHandle,
  type UnitOfWork,
  type UnitOfWorkState,
} from '@uno-ts/types'
import type { Kysely } from 'kysely'
import type { Pool } from 'pg'
import { mergedMetadata } from '../append/merged-metadata.ts'
import type { PostgresEventStore } from '../postgres-event-store.ts'
import { openTransaction, type OpenTransaction } from './open-transaction.ts'

/** What {@link PostgresUnitOfWork} is made of. */
export interface PostgresUnitOfWorkOptions {
  /** The store that commits what is appended. */
  readonly eventStore: PostgresEventStore
  /** Gives the connection of a transaction with own SQL. It stays open. */
  readonly pool: Pool
  /** Put under the metadata of every event. */
  readonly metadata: MessageMetadata | undefined
  /** Whose events they are; without it the store's own. */
  readonly tenant: TenantId | undefined
  /** How long the steps from the first lock to the commit may take, in milliseconds. */
  readonly appendTimeoutMs: number
  /** Hears of callbacks that threw after the commit. */
  readonly logger: Logger
}

/**
 * One unit of work on PostgreSQL. Without own SQL it commits in one statement; with own SQL the statements of the handler
 * come first, then locks and append, then what needs to know positions, then the commit, on one connection.
 */
export class PostgresUnitOfWork implements UnitOfWork {
  readonly #options: PostgresUnitOfWorkOptions
  readonly #planned = new Map<StreamId, PlannedAppend>()
  readonly #conditions: AppendCondition[] = []
  readonly #statements: SqlStatement[] = []
  #idsAreNew = true
  readonly #lastWrites: BeforeCommit[] = []
  readonly #hooks: AfterCommit[] = []
  #transaction: Promise<OpenTransaction> | undefined
  #openedTransaction: TransactionHandle<Kysely<unknown>> | undefined
  #state: UnitOfWorkState = 'active'

  constructor(options: PostgresUnitOfWorkOptions) {
    this.#options = options
  }

  get state(): UnitOfWorkState {
    return this.#state
  }

  append(
    streamId: StreamId,
    events: readonly Event[],
    options: {
      readonly expectedVersion: ExpectedVersion
      readonly metadata?: MessageMetadata | undefined
      readonly idsAreNew?: boolean | undefined
    },
  ): void {
    this.#mustBeActive()
    const { metadata } = options
    this.#idsAreNew &&= options.idsAreNew === true || events.every(({ id }) => id === undefined)
    const described =
      metadata === undefined
        ? events
        : events.map((event) => ({ ...event, metadata: mergedMetadata(metadata, event.metadata) }))
    const append = { expectedVersion: options.expectedVersion, events: described }
    this.#planned.set(streamId, followAppend(streamId, this.#planned.get(streamId), append))
  }

  require(condition: AppendCondition): void {
    this.#mustBeActive()
    this.#conditions.push(condition)
  }

  pending(streamId?: StreamId): readonly Event[] {
    if (streamId === undefined) return [...this.#planned.values()].flatMap(({ events }) => events)
    return this.#planned.get(streamId)?.events ?? []
  }

  async transaction(): Promise<TransactionHandle<Kysely<unknown>>> {
    this.#mustBeActive()
    this.#transaction ??= openTransaction(this.#options.pool)
    this.#openedTransaction = (await this.#transaction).handle
    return this.#openedTransaction
  }

  get openedTransaction(): TransactionHandle<Kysely<unknown>> | undefined {
    return this.#openedTransaction
  }

  planStatements(statements: readonly SqlStatement[]): void {
    this.#mustBeActive()
    this.#statements.push(...statements)
  }

  beforeCommit(hook: BeforeCommit): void {
    this.#mustBeActive()
    this.#lastWrites.push(hook)
  }

  onCommit(hook: AfterCommit): void {
    this.#mustBeActive()
    this.#hooks.push(hook)
  }

  /** Writes everything: in one statement, or in the transaction that own SQL has opened. */
  async commit(options: { readonly signal?: AbortSignal | undefined } = {}): Promise<CommitResult> {
    this.#mustBeActive()
    options.signal?.throwIfAborted()
    if (this.#lastWrites.length > 0) await this.transaction()
    const transaction = await this.#transaction
    let result: CommitResult
    try {
      result = await this.#write(transaction)
    } catch (error) {
      await this.rollback()
      throw error
    }
    this.#state = 'committed'
    if (transaction !== undefined) this.#options.eventStore.announce(result)
    for (const hook of this.#hooks) await this.#run(hook, result)
    return result
  }

  /** Forgets everything; own SQL is undone. */
  async rollback(): Promise<void> {
    if (this.#state !== 'active') return
    this.#state = 'rolled-back'
    const transaction = await this.#transaction?.catch(() => undefined) // what never opened needs no rollback
    await transaction?.rollback()
  }

  /** Rolls back what was not committed. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.rollback()
  }

  async #write(transaction: OpenTransaction | undefined): Promise<CommitResult> {
    const { eventStore, appendTimeoutMs, metadata, tenant } = this.#options
    const appends: StreamAppend[] = [...this.#planned].map(([streamId, planned]) => ({
      streamId,
      ...planned,
    }))
    const plan: CommitPlan = {
      appends,
      conditions: this.#conditions,
      inline: this.#statements,
      idsAreNew: this.#idsAreNew,
      metadata,
      tenant,
    }
    const empty = appends.length === 0 && this.#conditions.length === 0
    const nothing: CommitResult = { appends: [], globalPosition: undefined }
    if (transaction === undefined) {
      return empty ? nothing : eventStore.commit(plan)
    }
    let result = nothing
    if (!empty) {
      await transaction.bound(appendTimeoutMs)
      result = await eventStore.commitOn(transaction.handle.connection, plan)
    }
    for (const write of this.#lastWrites) await write(result, transaction.handle)
    await transaction.commit()
    return result
  }

  async #run(hook: AfterCommit, result: CommitResult): Promise<void> {
    try {
      await hook(result)
    } catch (error) {
      this.#options.logger.error({ error }, 'a hook after the commit failed; the commit stands')
    }
  }

  #mustBeActive(): void {
    if (this.#state !== 'active') {
      throw new InvalidArgumentError(`the unit of work is over: expected it active, found it ${this.#state}`)
    }
  }
}
