import {
  followAppend,
  InvalidArgumentError,
  type AfterCommit,
  type AppendCondition,
  type BeforeCommit,
  type CommitResult,
  type Event,
  type EventStore,
  type ExpectedVersion,
  type Logger,
  type MessageMetadata,
  type PlannedAppend,
  type StreamId,
  type TenantId,
  type UnitOfWork,
  type UnitOfWorkState,
} from '@uno-ts/types'
import { InMemoryTransaction } from '../transaction/in-memory-transaction.ts'

/** What an {@link InMemoryUnitOfWork} is made of. */
export interface InMemoryUnitOfWorkOptions {
  /** The store that commits what is appended. */
  readonly eventStore: EventStore
  /** Put under the metadata of every event. */
  readonly metadata: MessageMetadata | undefined
  /** Whose events they are; without it the store's own. */
  readonly tenant: TenantId | undefined
  /** Hears of callbacks that threw after the commit. */
  readonly logger: Logger
}

/**
 * One unit of work over any event store: appends and conditions are collected and committed as one plan; what the twins
 * in memory write with its transaction is kept or taken back with it. Events are with the store before what
 * `beforeCommit` was given runs; when that throws they stay.
 */
export class InMemoryUnitOfWork implements UnitOfWork {
  readonly #options: InMemoryUnitOfWorkOptions
  readonly #planned = new Map<StreamId, PlannedAppend>()
  readonly #conditions: AppendCondition[] = []
  readonly #lastWrites: BeforeCommit[] = []
  readonly #hooks: AfterCommit[] = []
  #transaction: InMemoryTransaction | undefined
  #state: UnitOfWorkState = 'active'

  constructor(options: InMemoryUnitOfWorkOptions) {
    this.#options = options
  }

  get state(): UnitOfWorkState {
    return this.#state
  }

  get openedTransaction(): InMemoryTransaction | undefined {
    return this.#transaction
  }

  /** {@inheritDoc UnitOfWork.append} */
  append(
    streamId: StreamId,
    events: readonly Event[],
    options: { readonly expectedVersion: ExpectedVersion; readonly metadata?: MessageMetadata | undefined },
  ): void {
    this.#mustBeActive()
    const { expectedVersion, metadata } = options
    const described =
      metadata === undefined
        ? events
        : events.map((event) => ({ ...event, metadata: { ...metadata, ...event.metadata } }))
    const append = { expectedVersion, events: described }
    this.#planned.set(streamId, followAppend(streamId, this.#planned.get(streamId), append))
  }

  /** {@inheritDoc UnitOfWork.require} */
  require(condition: AppendCondition): void {
    this.#mustBeActive()
    this.#conditions.push(condition)
  }

  /** {@inheritDoc UnitOfWork.pending} */
  pending(streamId?: StreamId): readonly Event[] {
    if (streamId === undefined) return [...this.#planned.values()].flatMap(({ events }) => events)
    return this.#planned.get(streamId)?.events ?? []
  }

  /** {@inheritDoc UnitOfWork.transaction} */
  async transaction(): Promise<InMemoryTransaction> {
    this.#mustBeActive()
    this.#transaction ??= new InMemoryTransaction()
    return this.#transaction
  }

  /** {@inheritDoc UnitOfWork.beforeCommit} */
  beforeCommit(hook: BeforeCommit): void {
    this.#mustBeActive()
    this.#lastWrites.push(hook)
  }

  /** {@inheritDoc UnitOfWork.onCommit} */
  onCommit(hook: AfterCommit): void {
    this.#mustBeActive()
    this.#hooks.push(hook)
  }

  /** {@inheritDoc UnitOfWork.commit} */
  async commit(options: { readonly signal?: AbortSignal | undefined } = {}): Promise<CommitResult> {
    this.#mustBeActive()
    let result: CommitResult
    try {
      result = await this.#commitPlan(options)
      for (const write of this.#lastWrites) await write(result, await this.transaction())
    } catch (error) {
      await this.rollback()
      throw error
    }
    await this.#transaction?.commit()
    this.#state = 'committed'
    for (const hook of this.#hooks) await this.#run(hook, result)
    return result
  }

  /** {@inheritDoc UnitOfWork.rollback} */
  async rollback(): Promise<void> {
    if (this.#state !== 'active') return
    this.#state = 'rolled-back'
    await this.#transaction?.rollback()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.rollback()
  }

  async #commitPlan(options: { readonly signal?: AbortSignal | undefined }): Promise<CommitResult> {
    options.signal?.throwIfAborted()
    const { eventStore, metadata, tenant } = this.#options
    const appends = Array.from(this.#planned, ([streamId, planned]) => ({ streamId, ...planned }))
    // A unit may be there for its transaction alone.
    if (appends.length === 0 && this.#conditions.length === 0)
      return { appends: [], globalPosition: undefined }
    return eventStore.commit({ appends, conditions: this.#conditions, metadata, tenant }, options)
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
