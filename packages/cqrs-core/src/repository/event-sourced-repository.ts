import {
  ConcurrencyError,
  ConfigurationError,
  silentLogger,
  streamId,
  systemClock,
  type Clock,
  type Event as DomainEvent,
  type EventStore,
  type GlobalPosition,
  type Logger,
  type MessageMetadata,
  type StreamId,
  type TenantId,
  type UnitOfWork,
} from '@uno-ts/types'
import { AggregateSnapshots } from '../snapshot/aggregate-snapshots.ts'
import type { SnapshotOptions } from '../snapshot/snapshot-options.ts'
import type { AggregateRoot } from './aggregate-root.ts'
import type { Decider } from './decider.ts'
import { listAggregates } from './list-aggregates.ts'
import { StoredAggregates, type FoldedAggregate } from './stored-aggregates.ts'
import { TrackedAggregates } from './tracked-aggregates.ts'

/** What an {@link EventSourcedRepository} is made of. */
export interface EventSourcedRepositoryOptions<State, Command, Event extends DomainEvent> {
  /** Where the events of the aggregates are. */
  readonly eventStore: EventStore
  /** The aggregate: a decider, or `aggregate(...)` over a class. */
  readonly decider: Decider<State, Command, Event>
  /**
   * The event that says an aggregate is gone: `remove` appends it, and what is removed does not exist, until events follow.
   * Neither `evolve` nor `decide` sees it. Default: aggregates cannot be removed.
   */
  readonly tombstone?: DomainEvent | undefined
  /** Saves states now and then, so that loading reads the events after them only. Default: every load reads all events. */
  readonly snapshots?: SnapshotOptions<State> | undefined
  /** Decides when a snapshot was taken. Default: the machine's clock. */
  readonly clock?: Clock | undefined
  /** Says which snapshot could not be saved or used. Default: nothing. */
  readonly logger?: Logger | undefined
}

/** Which instance is looked at, and from where. A message's context fits `metadata`, `signal` and `unitOfWork`. */
export interface LoadOptions {
  /** Default: the tenant of `metadata`, else the store's own. */
  readonly tenant?: TenantId | undefined
  /** The metadata of the message, for its tenant. Default: none. */
  readonly metadata?: MessageMetadata | undefined
  /** Aborts while waiting, by throwing its reason. Default: nobody does. */
  readonly signal?: AbortSignal | undefined
  /** Its pending events are seen as if they were stored. Default: only what is stored is seen. */
  readonly unitOfWork?: UnitOfWork | undefined
}

/** How a command meets its aggregate. A message's context fits. */
export interface TransactOptions {
  /** The metadata of the message that causes the events; its `messageId` becomes their `causationId`. */
  readonly metadata?: MessageMetadata | undefined
  /** Aborts while waiting, by throwing its reason. Default: nobody does. */
  readonly signal?: AbortSignal | undefined
  /** Where the append is planned. Default: it is done at once. */
  readonly unitOfWork?: UnitOfWork | undefined
  /**
   * The version whoever sent the command has looked at, such as that of `If-Match`; what is planned before it in the unit
   * of work counts. Default: the command meets the aggregate as it is found.
   */
  readonly expectedVersion?: number | undefined
}

/** How the aggregates of a category are listed. */
export interface ListOptions {
  /** Default: the store's own. */
  readonly tenant?: TenantId | undefined
  /** Aborts while waiting, by throwing its reason. Default: nobody does. */
  readonly signal?: AbortSignal | undefined
}

/** An aggregate as its events tell. */
export interface LoadedAggregate<State> {
  readonly state: State
  /** 0 when there is no such stream. */
  readonly streamVersion: number
}

/** What a command came to. */
export interface TransactResult<State, Event extends DomainEvent> {
  /** The state after the events. */
  readonly state: State
  /** What was decided, in order; empty when there was nothing to do. */
  readonly events: readonly Event[]
  /** The stream's version after the events. */
  readonly streamVersion: number
  /** The position of the last event. Absent when nothing was decided, and in a unit of work: it is known after the commit. */
  readonly globalPosition: GlobalPosition | undefined
  /** Whether the events have been appended. False when nothing was decided, and in a unit of work: they are planned. */
  readonly written: boolean
}

/**
 * Brings commands to aggregates whose state is the fold of their events.
 *
 * @example
 * ```ts
 * import { EventSourcedRepository, type Decider } from '@uno-ts/cqrs-core'
 * import { InMemoryEventStore } from '@uno-ts/testing'
 * import type { Event } from '@uno-ts/types'
 *
 * type Added = Event<'Added', { readonly amount: number }>
 *
 * const counter: Decider<number, { readonly amount: number }, Added> = {
 *   category: 'counter',
 *   initialState: () => 0,
 *   decide: ({ amount }) => (amount === 0 ? [] : [{ type: 'Added', data: { amount } }]),
 *   evolve: (sum, { data }) => sum + data.amount,
 * }
 *
 * const counters = new EventSourcedRepository({ eventStore: new InMemoryEventStore(), decider: counter })
 * const { state, streamVersion } = await counters.transact('visits', { amount: 3 })
 * ```
 */
export class EventSourcedRepository<State, Command, Event extends DomainEvent> {
  readonly #eventStore: EventStore
  readonly #decider: Decider<State, Command, Event>
  readonly #tombstone: DomainEvent | undefined
  readonly #stored: StoredAggregates<State, Event>
  readonly #tracked: TrackedAggregates<State> = new TrackedAggregates()

  constructor(options: EventSourcedRepositoryOptions<State, Command, Event>) {
    const { eventStore, decider, tombstone, clock = systemClock, logger = silentLogger } = options
    const snapshots = options.snapshots && new AggregateSnapshots(options.snapshots, { clock, logger })
    this.#eventStore = eventStore
    this.#decider = decider
    this.#tombstone = tombstone
    this.#stored = new StoredAggregates({ eventStore, decider, snapshots, tombstone })
  }

  /**
   * Reads the stream and folds it: one round trip. An aggregate that does not exist has the initial state and version 0.
   *
   * With snapshots only the events after the last one are read. A snapshot that is broken or of another shape costs a
   * second round trip, never the right answer.
   */
  async load(id: string, options: LoadOptions = {}): Promise<LoadedAggregate<State>> {
    const { state, streamVersion } = await this.#stored.read(this.#streamOf(id), options)
    return { state, streamVersion }
  }

  /**
   * Reads an aggregate before its unit of work asks for it: the next load of it there is then answered from what was read,
   * with the events planned since; as many loads as there were calls. Several that are read ahead at once may share a statement, which is what makes an atomic
   * batch quick. What others append meanwhile is a conflict at the commit, as ever.
   *
   * Without a unit of work, or when that has opened its database transaction, nothing is read. It never fails: what goes
   * wrong is found out by the load.
   */
  readAhead(id: string, options: LoadOptions): Promise<void> {
    return this.#stored.readAhead(this.#streamOf(id), options)
  }

  /**
   * Loads the aggregate, lets it decide, and appends what it decided for the version it was loaded at: one load and one
   * append. When it decides on nothing, nothing is appended.
   *
   * With a unit of work the append is planned there instead, and the events planned before are seen.
   *
   * Where a snapshot is due, the state that was loaded is saved after the commit: one more round trip, outside of every
   * transaction. Its failure is logged; the command has succeeded.
   *
   * @throws {@link ConcurrencyError} when somebody else appended in between: nothing was written. It is not retried
   * here: the bus runs the whole handler again (`retryOnConflict`). In a unit of work it comes from the commit. Also when
   * the aggregate is not at `expectedVersion`, before anything is decided
   * @throws whatever `decide` throws: nothing was written
   */
  async transact(
    id: string,
    command: Command,
    options: TransactOptions = {},
  ): Promise<TransactResult<State, Event>> {
    const stream = this.#streamOf(id)
    const loaded = await this.#stored.read(stream, options)
    mustBeAt(options.expectedVersion, { stream, ...loaded })
    const events = this.#decider.decide(command, loaded.state)
    return this.#append(stream, { loaded, events }, options)
  }

  /**
   * The aggregate as its events tell, or `undefined` when it does not exist: one round trip.
   *
   * An instance of an aggregate class may then be changed by its methods, and {@link save} appends what they applied. In a
   * unit of work the same id gives the same instance, changed or not.
   */
  async get(id: string, options: LoadOptions = {}): Promise<State | undefined> {
    const stream = this.#streamOf(id)
    const known = this.#tracked.find(stream, options.unitOfWork)
    if (known !== undefined) return known.state
    const loaded = await this.#stored.read(stream, options)
    if (!loaded.exists) return undefined
    return this.#tracked.track(stream, loaded, options).state
  }

  /**
   * A new instance of an aggregate class, to be changed by its methods and saved. Nothing is read: when the stream
   * has events already, saving is a conflict.
   */
  create(id: string, options: LoadOptions = {}): State {
    const state = this.#decider.initialState()
    const nothing = { state, streamVersion: 0, planned: 0, exists: false, draft: undefined }
    return this.#tracked.track(this.#streamOf(id), nothing, options).state
  }

  /**
   * Appends what the methods of an instance have applied since {@link get} or {@link create} gave it: one append, or none
   * when there is nothing. With the unit of work it was read in, the append is planned there.
   *
   * @throws {@link ConcurrencyError} when somebody else appended in between: nothing was written. Get it again: an instance
   * that could not be saved is of no more use
   * @throws {@link InvalidArgumentError} when it is not an instance that this repository gave
   */
  async save(
    root: State & AggregateRoot<Event>,
    options: TransactOptions = {},
  ): Promise<TransactResult<State, Event>> {
    const { stream, loaded, tenant } = this.#tracked.mustFind(root, options.unitOfWork)
    mustBeAt(options.expectedVersion, { stream, ...loaded })
    const events = root.uncommittedEvents
    const result = await this.#append(stream, { loaded, events }, { tenant, ...options })
    this.#tracked.advance(root, events.length, options.unitOfWork)
    return result
  }

  /** Whether the aggregate has events, stored or planned in the unit of work, and was not removed. One round trip. */
  async exists(id: string, options: LoadOptions = {}): Promise<boolean> {
    const { metadata, tenant = metadata?.tenant, signal, unitOfWork } = options
    const stream = this.#streamOf(id)
    const pending = unitOfWork?.pending(stream).at(-1)
    if (pending !== undefined) return !this.#stored.isTombstone(pending)
    const read = { tenant, signal, transaction: unitOfWork?.openedTransaction }
    if (this.#tombstone === undefined) {
      return (await this.#eventStore.streamState(stream, read)).streamVersion > 0
    }
    const backward = { ...read, direction: 'backward', limit: 1 } as const
    const [last] = await Array.fromAsync(this.#eventStore.readStream(stream, backward))
    return last !== undefined && !this.#stored.isTombstone(last)
  }

  /**
   * The ids of all aggregates that exist, in the order of their first events. It reads the events of the whole category,
   * page by page, and remembers the ids: for tools and repairs. What users see as a list is a read model.
   */
  list({ tenant, signal }: ListOptions = {}): AsyncIterable<string> {
    const { category } = this.#decider
    const tombstone = this.#tombstone?.type
    return listAggregates(this.#eventStore, { category, tombstone, tenant, signal })
  }

  /**
   * Says that an aggregate is gone, by appending the tombstone: one load and one append. Its events stay; its id may be
   * used again. `false` when there was nothing to remove.
   *
   * @throws {@link ConcurrencyError} when somebody else appended in between: nothing was written
   * @throws {@link ConfigurationError} when the repository has no `tombstone`
   */
  async remove(id: string, options: TransactOptions = {}): Promise<boolean> {
    const tombstone = this.#tombstone
    if (tombstone === undefined) {
      throw new ConfigurationError('a repository that removes aggregates has a tombstone, found none', {
        path: 'tombstone',
      })
    }
    const stream = this.#streamOf(id)
    const { exists, streamVersion, draft } = await this.#stored.read(stream, options)
    if (!exists) return false
    await this.#stored.append(stream, [tombstone], { ...options, expectedVersion: streamVersion, draft })
    this.#tracked.forget(stream, options.unitOfWork)
    return true
  }

  async #append(
    stream: StreamId,
    { loaded, events }: { readonly loaded: FoldedAggregate<State>; readonly events: readonly Event[] },
    options: TransactOptions & { readonly tenant?: TenantId | undefined },
  ): Promise<TransactResult<State, Event>> {
    const { state, streamVersion, draft } = loaded
    if (events.length === 0) {
      return { state, events, streamVersion, globalPosition: undefined, written: false }
    }
    const { metadata, tenant, signal, unitOfWork } = options
    const append = { metadata, tenant, signal, unitOfWork, expectedVersion: streamVersion, draft }
    const { globalPosition, written } = await this.#stored.append(stream, events, append)
    return {
      state: this.#stored.fold(state, events),
      events,
      streamVersion: streamVersion + events.length,
      globalPosition,
      written,
    }
  }

  #streamOf(id: string): StreamId {
    return streamId(this.#decider.category, id)
  }
}

/** Deciding upon another version than was looked at would answer another question. */
function mustBeAt(
  expected: number | undefined,
  { stream, streamVersion }: { readonly stream: StreamId; readonly streamVersion: number },
): void {
  if (expected !== undefined && expected !== streamVersion) {
    throw new ConcurrencyError({ streamId: stream, expected, actual: streamVersion })
  }
}
