import {
  streamId as streamIdOf,
  type AppendOptions,
  type AppendResult,
  type CommitPlan,
  type CommitResult,
  type Event,
  type EventPage,
  type EventQuery,
  type EventSqlSource,
  type EventStore,
  type GlobalPosition,
  type LoadedStream,
  type LoadStreamOptions,
  type NewId,
  type QueriedEvents,
  type ReadAllOptions,
  type ReadByQueryOptions,
  type ReadOptions,
  type ReadStreamOptions,
  type RecordedEvent,
  type StreamAppend,
  type StreamId,
  type StreamState,
  type SubscribeOptions,
  type TenantId,
  type UnitOfWork,
  type UnitOfWorkOptions,
} from '@uno-ts/types'
import type { AppendedEvent } from './event-publication.ts'

/** What an {@link IntegratedEventStore} is made of. */
export interface IntegratedEventStoreOptions {
  readonly inner: EventStore
  readonly newId: NewId
  /** Whether something else is written with these events, so that they need a unit of work. */
  readonly writesBeside: (events: readonly Event[]) => boolean
  readonly begin: (options: UnitOfWorkOptions) => UnitOfWork
  readonly publish: (
    result: CommitResult,
    about: { readonly events: readonly AppendedEvent[]; readonly tenant: TenantId | undefined },
  ) => Promise<void>
}

/** An event store that does with what is appended to it what a unit of work does: it reads as the one within. */
export class IntegratedEventStore implements EventStore {
  readonly #options: IntegratedEventStoreOptions
  /** There where the store has one. */
  readonly sqlSource?: () => EventSqlSource

  constructor(options: IntegratedEventStoreOptions) {
    this.#options = options
    const { inner } = options
    if (inner.sqlSource !== undefined) {
      this.sqlSource = () => inner.sqlSource?.() as EventSqlSource // looked at above
    }
  }

  async append(streamId: StreamId, events: readonly Event[], options: AppendOptions): Promise<AppendResult> {
    const { inner, publish, writesBeside } = this.#options
    const { expectedVersion, metadata, tenant = metadata?.tenant, signal } = options
    if (writesBeside(events)) {
      const plan = { appends: [{ streamId, expectedVersion, events }], metadata, tenant }
      const [written] = (await this.commit(plan, { signal })).appends
      if (written !== undefined) return written
    }
    const result = await inner.append(streamId, events, options)
    const appended = events.map(({ type }) => ({ type, streamId }))
    await publish({ appends: [result], globalPosition: result.globalPosition }, { events: appended, tenant })
    return result
  }

  async commit(
    plan: CommitPlan,
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<CommitResult> {
    const appends = plan.appends.flatMap((append) => this.#placed(append))
    const { metadata, tenant = metadata?.tenant } = plan
    if (this.#options.writesBeside(appends.flatMap(({ events }) => events))) {
      const unitOfWork = this.#options.begin({ metadata, tenant })
      for (const { streamId, events, expectedVersion } of appends) {
        unitOfWork.append(streamId, events, { expectedVersion })
      }
      for (const condition of plan.conditions ?? []) unitOfWork.require(condition)
      return unitOfWork.commit(options)
    }
    const result = await this.#options.inner.commit({ ...plan, appends }, options)
    const events = appends.flatMap(({ streamId, events }) => events.map(({ type }) => ({ type, streamId })))
    await this.#options.publish(result, { events, tenant })
    return result
  }

  readStream<Recorded extends Event = Event>(
    streamId: StreamId,
    options?: ReadStreamOptions,
  ): AsyncIterable<RecordedEvent<Recorded>> {
    return this.#options.inner.readStream<Recorded>(streamId, options)
  }

  readAll<Recorded extends Event = Event>(options?: ReadAllOptions): AsyncIterable<RecordedEvent<Recorded>> {
    return this.#options.inner.readAll<Recorded>(options)
  }

  readPage<Recorded extends Event = Event>(options?: ReadAllOptions): Promise<EventPage<Recorded>> {
    return this.#options.inner.readPage<Recorded>(options)
  }

  load<Recorded extends Event = Event>(
    streamId: StreamId,
    options?: LoadStreamOptions,
  ): Promise<LoadedStream<Recorded>> {
    return this.#options.inner.load<Recorded>(streamId, options)
  }

  readByQuery<Recorded extends Event = Event>(
    query: EventQuery,
    options?: ReadByQueryOptions,
  ): Promise<QueriedEvents<Recorded>> {
    return this.#options.inner.readByQuery<Recorded>(query, options)
  }

  subscribe<Recorded extends Event = Event>(options?: SubscribeOptions): AsyncIterable<EventPage<Recorded>> {
    return this.#options.inner.subscribe<Recorded>(options)
  }

  streamState(streamId: StreamId, options?: ReadOptions): Promise<StreamState> {
    return this.#options.inner.streamState(streamId, options)
  }

  head(options?: ReadOptions): Promise<GlobalPosition> {
    return this.#options.inner.head(options)
  }

  /** Events without a stream get the one the store would give them, so that they can be found again. */
  #placed(append: CommitPlan['appends'][number]): StreamAppend | StreamAppend[] {
    if (append.streamId !== undefined) return append
    return append.events.map((event) => {
      const id = event.id ?? this.#options.newId()
      return { streamId: streamIdOf('event', id), expectedVersion: 'no-stream', events: [{ ...event, id }] }
    })
  }
}
