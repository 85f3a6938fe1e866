import {
  silentLogger,
  type AfterCommit,
  type AppendCondition,
  type BeforeCommit,
  type CommitResult,
  type Event,
  type EventStore,
  type StreamAppend,
  type StreamId,
  type UnitOfWork,
  type UnitOfWorkOptions,
  type UnitOfWorkState,
} from '@uno-ts/types'
import { assertSame } from '../assertion/assert-same.ts'
import { InMemoryEventStore } from '../event-store/in-memory-event-store.ts'
import type { InMemoryTransaction } from '../transaction/in-memory-transaction.ts'
import { InMemoryUnitOfWork } from '../unit-of-work/in-memory-unit-of-work.ts'

/** How a {@link MockUnitOfWork} is made. */
export interface MockUnitOfWorkOptions extends UnitOfWorkOptions {
  /** Where it commits to. Default: a new `InMemoryEventStore`. */
  readonly eventStore?: EventStore | undefined
}

/**
 * A unit of work that really commits, in memory, and can be asked what became of it.
 *
 * @example
 * ```ts
 * import { MockUnitOfWork } from '@uno-ts/testing'
 * import { streamId } from '@uno-ts/types'
 *
 * const unit = new MockUnitOfWork()
 * unit.append(streamId('order', '7'), [{ type: 'OrderPlaced', data: {} }], { expectedVersion: 'no-stream' })
 * await unit.commit()
 * unit.assertCommitted()
 * ```
 */
export class MockUnitOfWork implements UnitOfWork {
  readonly #inner: InMemoryUnitOfWork
  readonly #appends: StreamAppend[] = []
  #result: CommitResult | undefined

  constructor(options: MockUnitOfWorkOptions = {}) {
    const { eventStore = new InMemoryEventStore(), metadata, tenant } = options
    this.#inner = new InMemoryUnitOfWork({ eventStore, metadata, tenant, logger: silentLogger })
  }

  get state(): UnitOfWorkState {
    return this.#inner.state
  }

  get openedTransaction(): InMemoryTransaction | undefined {
    return this.#inner.openedTransaction
  }

  /** Every append that was planned, in order, whether it was committed or not. */
  get appends(): readonly StreamAppend[] {
    return this.#appends
  }

  /** What the commit gave; `undefined` without one. */
  get result(): CommitResult | undefined {
    return this.#result
  }

  /** {@inheritDoc UnitOfWork.append} */
  append(...[streamId, events, options]: Parameters<UnitOfWork['append']>): void {
    this.#inner.append(streamId, events, options)
    this.#appends.push({ streamId, events, expectedVersion: options.expectedVersion })
  }

  /** {@inheritDoc UnitOfWork.require} */
  require(condition: AppendCondition): void {
    this.#inner.require(condition)
  }

  /** {@inheritDoc UnitOfWork.pending} */
  pending(streamId?: StreamId): readonly Event[] {
    return this.#inner.pending(streamId)
  }

  /** {@inheritDoc UnitOfWork.transaction} */
  transaction(): Promise<InMemoryTransaction> {
    return this.#inner.transaction()
  }

  /** {@inheritDoc UnitOfWork.beforeCommit} */
  beforeCommit(hook: BeforeCommit): void {
    this.#inner.beforeCommit(hook)
  }

  /** {@inheritDoc UnitOfWork.onCommit} */
  onCommit(hook: AfterCommit): void {
    this.#inner.onCommit(hook)
  }

  /** {@inheritDoc UnitOfWork.commit} */
  async commit(options?: { readonly signal?: AbortSignal | undefined }): Promise<CommitResult> {
    this.#result = await this.#inner.commit(options)
    return this.#result
  }

  /** {@inheritDoc UnitOfWork.rollback} */
  rollback(): Promise<void> {
    return this.#inner.rollback()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.rollback()
  }

  /** @throws AssertionError unless it was committed */
  assertCommitted(): void {
    assertSame(this.state, 'committed', `expected the unit of work to be committed, found it ${this.state}`)
  }

  /** @throws AssertionError unless it was rolled back */
  assertRolledBack(): void {
    assertSame(
      this.state,
      'rolled-back',
      `expected the unit of work to be rolled back, found it ${this.state}`,
    )
  }
}
