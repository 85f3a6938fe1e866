import type {
  AppendOptions,
  AppendResult,
  CommitPlan,
  CommitResult,
  Event,
  EventPage,
  EventQuery,
  EventStore,
  GlobalPosition,
  LoadedStream,
  LoadStreamOptions,
  QueriedEvents,
  ReadAllOptions,
  ReadByQueryOptions,
  ReadOptions,
  ReadStreamOptions,
  RecordedEvent,
  StreamId,
  StreamState,
  SubscribeOptions,
} from '@uno-ts/types'
import { assertSame } from '../assertion/assert-same.ts'
import { InMemoryEventStore, type InMemoryEventStoreOptions } from '../event-store/in-memory-event-store.ts'

/**
 * An event store that really stores, in memory, remembers what was committed through it and fails when a test wants it
 * to.
 *
 * @example
 * ```ts
 * import { MockEventStore } from '@uno-ts/testing'
 * import { DatabaseError, streamId } from '@uno-ts/types'
 *
 * const store = new MockEventStore()
 * store.failNextCommit(new DatabaseError('the connection is gone'))
 * await store.append(streamId('order', '7'), [{ type: 'OrderPlaced', data: {} }], { expectedVersion: 0 }).catch(() => 0)
 * store.assertAppended() // nothing
 * ```
 */
export class MockEventStore implements EventStore {
  readonly #inner: InMemoryEventStore
  readonly #appended: Event[] = []
  readonly #failures: Error[] = []

  constructor(options: InMemoryEventStoreOptions = {}) {
    this.#inner = new InMemoryEventStore(options)
  }

  /** The events committed through this store, in order, as the callers gave them. */
  get appended(): readonly Event[] {
    return this.#appended
  }

  /** Makes the next append or commit throw, before anything is written. Said twice, the next two. */
  failNextCommit(error: Error): void {
    this.#failures.push(error)
  }

  /** Asserts the types of all committed events, in order. @throws AssertionError */
  assertAppended(...types: readonly string[]): void {
    assertSame(
      this.#appended.map(({ type }) => type),
      types,
      'expected other events to have been appended',
    )
  }

  /** {@inheritDoc EventStore.append} */
  async append(streamId: StreamId, events: readonly Event[], options: AppendOptions): Promise<AppendResult> {
    this.#failWhenAsked()
    const result = await this.#inner.append(streamId, events, options)
    if (result.written) this.#appended.push(...events)
    return result
  }

  /** {@inheritDoc EventStore.commit} */
  async commit(
    plan: CommitPlan,
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<CommitResult> {
    this.#failWhenAsked()
    const result = await this.#inner.commit(plan, options)
    if (result.appends.some(({ written }) => written)) {
      this.#appended.push(...plan.appends.flatMap(({ events }) => events))
    }
    return result
  }

  /** {@inheritDoc EventStore.readStream} */
  readStream<Recorded extends Event = Event>(
    streamId: StreamId,
    options?: ReadStreamOptions,
  ): AsyncIterable<RecordedEvent<Recorded>> {
    return this.#inner.readStream<Recorded>(streamId, options)
  }

  /** {@inheritDoc EventStore.readAll} */
  readAll<Recorded extends Event = Event>(options?: ReadAllOptions): AsyncIterable<RecordedEvent<Recorded>> {
    return this.#inner.readAll<Recorded>(options)
  }

  /** {@inheritDoc EventStore.readPage} */
  readPage<Recorded extends Event = Event>(options?: ReadAllOptions): Promise<EventPage<Recorded>> {
    return this.#inner.readPage<Recorded>(options)
  }

  /** {@inheritDoc EventStore.load} */
  load<Recorded extends Event = Event>(
    streamId: StreamId,
    options?: LoadStreamOptions,
  ): Promise<LoadedStream<Recorded>> {
    return this.#inner.load<Recorded>(streamId, options)
  }

  /** {@inheritDoc EventStore.readByQuery} */
  readByQuery<Recorded extends Event = Event>(
    query: EventQuery,
    options?: ReadByQueryOptions,
  ): Promise<QueriedEvents<Recorded>> {
    return this.#inner.readByQuery<Recorded>(query, options)
  }

  /** {@inheritDoc EventStore.subscribe} */
  subscribe<Recorded extends Event = Event>(options?: SubscribeOptions): AsyncIterable<EventPage<Recorded>> {
    return this.#inner.subscribe<Recorded>(options)
  }

  /** {@inheritDoc EventStore.streamState} */
  streamState(streamId: StreamId, options?: ReadOptions): Promise<StreamState> {
    return this.#inner.streamState(streamId, options)
  }

  /** {@inheritDoc EventStore.head} */
  head(options?: ReadOptions): Promise<GlobalPosition> {
    return this.#inner.head(options)
  }

  #failWhenAsked(): void {
    const failure = this.#failures.shift()
    if (failure !== undefined) throw failure
  }
}
