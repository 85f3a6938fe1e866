import {
  defaultTenant,
  globalPosition,
  InvalidArgumentError,
  origin,
  systemClock,
  uuidV7Source,
  type AppendOptions,
  type AppendResult,
  type Clock,
  type CommitPlan,
  type CommitResult,
  type Event,
  type EventCodec,
  type EventPage,
  type EventQuery,
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
  type Snapshot,
  type SnapshotStore,
  type StreamId,
  type StreamState,
  type SubscribeOptions,
  type TenantId,
} from '@uno-ts/types'
import { InMemorySnapshotStore } from '../snapshot/in-memory-snapshot-store.ts'
import { checkPageSize, checkReadOptions } from './check-read-options.ts'
import { commitPlan } from './commit-plan.ts'
import { markedPosition, markerOf } from './consistency-marker.ts'
import { decodeEvents } from './decode-events.ts'
import { EventLog } from './event-log.ts'
import { checkQuery, matchesFilter, matchesQuery } from './match-event.ts'
import { streamSlice } from './stream-slice.ts'
import type { StoredEvent } from './stored-event.ts'
import { storedFilter, storedQuery } from './stored-types.ts'
import { WakeUp } from './wake-up.ts'

/** How an {@link InMemoryEventStore} is made. */
export interface InMemoryEventStoreOptions {
  /** Whose events are meant when a call does not say. Default: `default`. */
  readonly tenant?: TenantId | undefined
  /** Gives `recordedAt`. Default: the machine's clock. */
  readonly clock?: Clock | undefined
  /** Gives events their ids. Default: UUIDv7 by `clock`. */
  readonly newId?: NewId | undefined
  /** How many positions are left out before the next event, as a database does after a rollback. Default: none. */
  readonly positionGap?: (() => number) | undefined
  /** Validates events on the way in and brings old shapes up to date on the way out. Default: neither. */
  readonly codec?: EventCodec | undefined
  /** Where `load` looks for snapshots. Default: nowhere. */
  readonly snapshots?: SnapshotStore | undefined
}

/**
 * An event store in memory with the semantics of the real one: versions, expectations, atomic plans, conditions,
 * tenants, idempotent appends, pages and subscriptions. It passes `describeEventStore` as PostgreSQL does. Events go
 * through JSON on the way in and are copied on the way out, so nothing a test changes later can reach them.
 *
 * @example
 * ```ts
 * import { InMemoryEventStore } from '@uno-ts/testing'
 * import { streamId } from '@uno-ts/types'
 *
 * const store = new InMemoryEventStore()
 * await store.append(streamId('order', '7'), [{ type: 'OrderPlaced', data: { lines: 2 } }], {
 *   expectedVersion: 'no-stream',
 * })
 * ```
 */
export class InMemoryEventStore implements EventStore {
  readonly #log = new EventLog()
  readonly #appended = new WakeUp()
  readonly #tenant: TenantId
  readonly #clock: Clock
  readonly #newId: NewId
  readonly #positionGap: () => number
  readonly #codec: EventCodec | undefined
  readonly #snapshots: SnapshotStore | undefined

  constructor(options: InMemoryEventStoreOptions = {}) {
    const { tenant = defaultTenant, clock = systemClock, newId = uuidV7Source(clock) } = options
    const { positionGap = () => 0 } = options
    this.#tenant = tenant
    this.#clock = clock
    this.#newId = newId
    this.#positionGap = positionGap
    this.#codec = options.codec
    this.#snapshots = options.snapshots
    if (this.#snapshots instanceof InMemorySnapshotStore) {
      this.#snapshots.measureStreams((streamId, of) => this.#log.stream(of, streamId).length)
    }
  }

  /** {@inheritDoc EventStore.append} */
  async append(streamId: StreamId, events: readonly Event[], options: AppendOptions): Promise<AppendResult> {
    const { expectedVersion, metadata, tenant, signal } = options
    if (events.length === 0) throw new InvalidArgumentError('append needs at least one event')
    const plan = { appends: [{ streamId, expectedVersion, events }], metadata, tenant }
    const [result] = (await this.commit(plan, { signal })).appends
    if (result === undefined) throw new InvalidArgumentError('expected the result of an append, found none')
    return result
  }

  /** {@inheritDoc EventStore.commit} */
  async commit(
    plan: CommitPlan,
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<CommitResult> {
    options.signal?.throwIfAborted()
    const result = commitPlan(plan, {
      log: this.#log,
      tenant: plan.tenant ?? plan.metadata?.tenant ?? this.#tenant,
      newId: this.#newId,
      codec: this.#codec,
      now: this.#clock.now(),
      nextPosition: () => globalPosition(this.#log.head + 1n + BigInt(this.#positionGap())),
    })
    this.#appended.notify()
    return result
  }

  /** {@inheritDoc EventStore.readStream} */
  async *readStream<Recorded extends Event = Event>(
    streamId: StreamId,
    options: ReadStreamOptions = {},
  ): AsyncGenerator<RecordedEvent<Recorded>, void, undefined> {
    const { tenant = this.#tenant, signal } = options
    checkReadOptions(options)
    signal?.throwIfAborted()
    const stored = streamSlice(this.#log.stream(tenant, streamId), options)
    // Upcasting goes the way the events went, whichever way they are read.
    const events =
      options.direction === 'backward'
        ? this.#decode<Recorded>(stored.toReversed()).toReversed()
        : this.#decode<Recorded>(stored)
    for (const event of events) {
      yield event
      signal?.throwIfAborted()
    }
  }

  /** {@inheritDoc EventStore.readAll} */
  async *readAll<Recorded extends Event = Event>(
    options: ReadAllOptions = {},
  ): AsyncGenerator<RecordedEvent<Recorded>, void, undefined> {
    const { tenant, filter, signal, batchSize = 1000 } = options
    let { after, limit: left = Infinity } = options
    checkReadOptions(options)
    while (left > 0) {
      const limit = Math.min(batchSize, left)
      signal?.throwIfAborted()
      const { page, stored } = this.#page<Recorded>({ tenant, filter, after, limit })
      for (const event of page.events) {
        yield event
        signal?.throwIfAborted()
      }
      if (page.atHead) return
      after = page.position
      left -= stored
    }
  }

  /** {@inheritDoc EventStore.readPage} */
  async readPage<Recorded extends Event = Event>(options: ReadAllOptions = {}): Promise<EventPage<Recorded>> {
    checkPageSize(options)
    options.signal?.throwIfAborted()
    return this.#page<Recorded>(options).page
  }

  /**
   * Reads a stream for folding, a usable snapshot first. Snapshots are those of `snapshots`; one that is ahead of its stream
   * is passed over.
   */
  async load<Recorded extends Event = Event>(
    streamId: StreamId,
    options: LoadStreamOptions = {},
  ): Promise<LoadedStream<Recorded>> {
    const { tenant = this.#tenant, snapshotSchemaVersion, signal } = options
    signal?.throwIfAborted()
    const latest =
      snapshotSchemaVersion === undefined
        ? undefined
        : await this.#snapshots?.load(streamId, { schemaVersion: snapshotSchemaVersion, tenant })
    const stored = this.#log.stream(tenant, streamId)
    const snapshot = usable(latest, stored)
    const events = this.#decode<Recorded>(stored.slice(snapshot?.streamVersion ?? 0))
    return { streamId, snapshot, events, streamVersion: stored.length }
  }

  /** {@inheritDoc EventStore.readByQuery} */
  async readByQuery<Recorded extends Event = Event>(
    query: EventQuery,
    options: ReadByQueryOptions = {},
  ): Promise<QueriedEvents<Recorded>> {
    const { tenant = this.#tenant, signal, after } = options
    signal?.throwIfAborted()
    checkQuery(query)
    const asked = storedQuery(query, this.#codec)
    const seen = after === undefined ? origin : markedPosition(after)
    const stored = [...this.#log.after(tenant, seen)].filter((event) => matchesQuery(event, asked))
    const events = this.#decode<Recorded>(stored).filter((event) => matchesQuery(event, query))
    return { events, head: markerOf(this.#log.head) }
  }

  /**
   * Follows the log from a position for ever: pages of what is there, then what is appended, without a seam. Filters still
   * advance the position. Each event comes once, in order. It ends when `signal` aborts, by throwing its reason. `'now'` is
   * the moment of this call.
   */
  subscribe<Recorded extends Event = Event>(
    options: SubscribeOptions = {},
  ): AsyncGenerator<EventPage<Recorded>, void, undefined> {
    const { from = 'origin', tenant, filter, signal, batchSize } = options
    checkReadOptions(options)
    const after = from === 'origin' ? origin : from === 'now' ? this.#log.head : from
    return this.#follow({ after, tenant, filter, signal, limit: batchSize })
  }

  /** {@inheritDoc EventStore.streamState} */
  async streamState(streamId: StreamId, options: ReadOptions = {}): Promise<StreamState> {
    const { tenant = this.#tenant, signal } = options
    signal?.throwIfAborted()
    const events = this.#log.stream(tenant, streamId)
    return {
      streamId,
      streamVersion: events.length,
      firstRecordedAt: timeOf(events[0]),
      lastRecordedAt: timeOf(events.at(-1)),
      archived: false,
    }
  }

  /** {@inheritDoc EventStore.head} */
  async head(options: ReadOptions = {}): Promise<GlobalPosition> {
    options.signal?.throwIfAborted()
    return this.#log.head
  }

  async *#follow<Recorded extends Event>(
    options: ReadAllOptions & { readonly after: GlobalPosition },
  ): AsyncGenerator<EventPage<Recorded>, void, undefined> {
    const { tenant, filter, signal, limit } = options
    let { after } = options
    for (;;) {
      signal?.throwIfAborted()
      const { page } = this.#page<Recorded>({ tenant, filter, after, limit })
      if (page.position === after) {
        await this.#appended.wait(signal) // nothing can be appended between the page and here
      } else {
        after = page.position
        yield page
      }
    }
  }

  #page<Recorded extends Event>(options: ReadAllOptions): StoredPage<Recorded> {
    const { tenant = this.#tenant, after = origin, filter, limit = 1000 } = options
    const wanted = storedFilter(filter, this.#codec)
    const stored: StoredEvent[] = []
    let position = this.#log.head > after ? this.#log.head : after
    let atHead = true
    for (const event of this.#log.after(tenant, after)) {
      if (!matchesFilter(event, wanted)) continue
      const last = stored.at(-1)
      if (stored.length === limit && last !== undefined) {
        position = last.globalPosition
        atHead = false
        break
      }
      stored.push(event)
    }
    const events = this.#decode<Recorded>(stored).filter(({ type }) => filter?.types?.includes(type) ?? true)
    return { page: { events, position, atHead }, stored: stored.length }
  }

  /** What was appended as events of the caller's types is read as such. */
  #decode<Recorded extends Event>(stored: readonly StoredEvent[]): readonly RecordedEvent<Recorded>[] {
    const events = decodeEvents(stored, { codec: this.#codec, log: this.#log })
    return events as readonly RecordedEvent<Recorded>[]
  }
}

/** A page, and how many stored events it was made of. */
interface StoredPage<Recorded extends Event> {
  readonly page: EventPage<Recorded>
  readonly stored: number
}

function usable(snapshot: Snapshot | undefined, stored: readonly StoredEvent[]): Snapshot | undefined {
  return snapshot !== undefined && snapshot.streamVersion <= stored.length ? snapshot : undefined
}

function timeOf(event: StoredEvent | undefined): Date | undefined {
  return event === undefined ? undefined : new Date(event.recordedAt)
}
