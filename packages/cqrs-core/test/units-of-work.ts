import { InMemoryTransaction } from '@uno-ts/testing'
import type {
  AfterCommit,
  CommitResult,
  Event,
  EventStore,
  StreamAppend,
  StreamId,
  UnitOfWork,
  UnitOfWorkFactory,
  UnitOfWorkOptions,
  UnitOfWorkState,
} from '@uno-ts/types'

/** Begins units of work over an event store in memory, and remembers them. */
export class UnitsOfWork implements UnitOfWorkFactory {
  readonly begun: MemoryUnitOfWork[] = []
  readonly #eventStore: EventStore

  constructor(eventStore: EventStore) {
    this.#eventStore = eventStore
  }

  begin(options: UnitOfWorkOptions = {}): MemoryUnitOfWork {
    const unitOfWork = new MemoryUnitOfWork(this.#eventStore, options)
    this.begun.push(unitOfWork)
    return unitOfWork
  }
}

class MemoryUnitOfWork implements UnitOfWork {
  readonly options: UnitOfWorkOptions
  readonly #eventStore: EventStore
  readonly #appends: StreamAppend[] = []
  readonly #hooks: AfterCommit[] = []
  #transaction: InMemoryTransaction | undefined
  #state: UnitOfWorkState = 'active'

  constructor(eventStore: EventStore, options: UnitOfWorkOptions) {
    this.#eventStore = eventStore
    this.options = options
  }

  get state(): UnitOfWorkState {
    return this.#state
  }

  append(
    streamId: StreamId,
    events: readonly Event[],
    { expectedVersion }: Parameters<UnitOfWork['append']>[2],
  ): void {
    this.#appends.push({ streamId, events, expectedVersion })
  }

  require(): void {}

  pending(streamId: StreamId): readonly Event[] {
    return this.#appends.filter((each) => each.streamId === streamId).flatMap(({ events }) => events)
  }

  async transaction(): Promise<InMemoryTransaction> {
    return (this.#transaction ??= new InMemoryTransaction())
  }

  get openedTransaction(): InMemoryTransaction | undefined {
    return this.#transaction
  }

  onCommit(hook: AfterCommit): void {
    this.#hooks.push(hook)
  }

  async commit(): Promise<CommitResult> {
    const nothing: CommitResult = { appends: [], globalPosition: undefined }
    const plan = { appends: this.#appends, ...this.options }
    const result = this.#appends.length === 0 ? nothing : await this.#eventStore.commit(plan)
    await this.#transaction?.commit()
    this.#state = 'committed'
    for (const hook of this.#hooks) await hook(result)
    return result
  }

  async rollback(): Promise<void> {
    if (this.#state !== 'active') return
    this.#state = 'rolled-back'
    await this.#transaction?.rollback()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.rollback()
  }
}
