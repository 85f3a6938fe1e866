import type {
  AfterCommit,
  AppendCondition,
  BeforeCommit,
  CommitResult,
  Event,
  SqlStatement,
  StreamId,
  TransactionHandle,
  UnitOfWork,
  UnitOfWorkState,
} from '@uno-ts/types'

/** Takes part in a unit of work. */
export interface UnitOfWorkObserver {
  /** The database transaction has been opened. */
  opened?(): void
  /** Events are about to be planned. Gives those that are. */
  planning?(events: readonly Event[]): readonly Event[]
  /** Events have been planned. */
  planned?(streamId: StreamId, events: readonly Event[], options: Parameters<UnitOfWork['append']>[2]): void
  /** Everything is planned, and is about to be written. What it throws rolls the unit back. */
  committing?(unitOfWork: UnitOfWork, signal: AbortSignal | undefined): Promise<void>
}

/** A unit of work that does what another does, and tells an observer. */
export class ObservedUnitOfWork implements UnitOfWork {
  readonly #inner: UnitOfWork
  readonly #observer: UnitOfWorkObserver
  /** There where the unit within speaks SQL. */
  readonly planStatements?: (statements: readonly SqlStatement[]) => void

  constructor(inner: UnitOfWork, observer: UnitOfWorkObserver) {
    this.#inner = inner
    this.#observer = observer
    if (inner.planStatements !== undefined) {
      this.planStatements = (statements) => inner.planStatements?.(statements)
    }
  }

  get state(): UnitOfWorkState {
    return this.#inner.state
  }

  get openedTransaction(): TransactionHandle | undefined {
    return this.#inner.openedTransaction
  }

  append(...[streamId, events, options]: Parameters<UnitOfWork['append']>): void {
    const planned = this.#observer.planning?.(events) ?? events
    // What had no id has been given one by the observer.
    const idsAreNew = options.idsAreNew === true || events.every(({ id }) => id === undefined)
    this.#inner.append(streamId, planned, idsAreNew ? { ...options, idsAreNew } : options)
    this.#observer.planned?.(streamId, planned, options)
  }

  require(condition: AppendCondition): void {
    this.#inner.require(condition)
  }

  pending(streamId?: StreamId): readonly Event[] {
    return this.#inner.pending(streamId)
  }

  async transaction(): Promise<TransactionHandle> {
    const isOpen = this.#inner.openedTransaction !== undefined
    const transaction = await this.#inner.transaction()
    if (!isOpen) this.#observer.opened?.()
    return transaction
  }

  beforeCommit(hook: BeforeCommit): void {
    this.#inner.beforeCommit(hook)
  }

  onCommit(hook: AfterCommit): void {
    this.#inner.onCommit(hook)
  }

  commit(options: { readonly signal?: AbortSignal | undefined } = {}): Promise<CommitResult> {
    const observed = this.#observer.committing !== undefined && this.state === 'active'
    return observed ? this.#commitObserved(options) : this.#inner.commit(options)
  }

  rollback(): Promise<void> {
    return this.#inner.rollback()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#inner[Symbol.asyncDispose]()
  }

  async #commitObserved(options: { readonly signal?: AbortSignal | undefined }): Promise<CommitResult> {
    try {
      await this.#observer.committing?.(this.#inner, options.signal)
    } catch (error) {
      await this.#inner.rollback()
      throw error
    }
    return this.#inner.commit(options)
  }
}
