import {
  silentLogger,
  streamId,
  systemClock,
  type Clock,
  type Event as DomainEvent,
  type EventStore,
  type GlobalPosition,
  type LoadedStream,
  type Logger,
  type MessageMetadata,
  type StreamId,
  type TenantId,
  type UnitOfWork,
} from '@uno-ts/types'
import { causedBy } from '../context/caused-by.ts'
import { AggregateSnapshots, type SnapshotDraft } from '../snapshot/aggregate-snapshots.ts'
import type { SnapshotOptions } from '../snapshot/snapshot-options.ts'
import type { Decider } from './decider.ts'

/** What an {@link EventSourcedRepository} is made of. */
export interface EventSourcedRepositoryOptions<State, Command, Event extends DomainEvent> {
  readonly eventStore: EventStore
  /** The aggregate: a decider, or `aggregate(...)` over a class. */
  readonly decider: Decider<State, Command, Event>
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
  readonly metadata?: MessageMetadata | undefined
  readonly signal?: AbortSignal | undefined
  /** Its pending events are seen as if they were stored. Default: only what is stored is seen. */
  readonly unitOfWork?: UnitOfWork | undefined
}

/** How a command meets its aggregate. A message's context fits. */
export interface TransactOptions {
  /** The metadata of the message that causes the events; its `messageId` becomes their `causationId`. */
  readonly metadata?: MessageMetadata | undefined
  readonly signal?: AbortSignal | undefined
  /** Where the append is planned. Default: it is done at once. */
  readonly unitOfWork?: UnitOfWork | undefined
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
  readonly #snapshots: AggregateSnapshots<State> | undefined

  constructor(options: EventSourcedRepositoryOptions<State, Command, Event>) {
    const { eventStore, decider, snapshots, clock = systemClock, logger = silentLogger } = options
    this.#eventStore = eventStore
    this.#decider = decider
    this.#snapshots = snapshots && new AggregateSnapshots(snapshots, { clock, logger })
  }

  /**
   * Reads the stream and folds it: one round trip. An aggregate that does not exist has the initial state and version 0.
   *
   * With snapshots only the events after the last one are read. A snapshot that is broken or of another shape costs a
   * second round trip, never the right answer.
   */
  async load(id: string, options: LoadOptions = {}): Promise<LoadedAggregate<State>> {
    const stream = streamId(this.#decider.category, id)
    const { state, loaded } = await this.#read(stream, options)
    return this.#withPending(stream, { state, streamVersion: loaded.streamVersion }, options)
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
   * here: the bus runs the whole handler again (`retryOnConflict`). In a unit of work it comes from the commit.
   * @throws whatever `decide` throws: nothing was written
   */
  async transact(
    id: string,
    command: Command,
    options: TransactOptions = {},
  ): Promise<TransactResult<State, Event>> {
    const stream = streamId(this.#decider.category, id)
    const { state: stored, loaded, broken } = await this.#read(stream, options)
    const draft = this.#snapshots?.draft(loaded, stored, { broken })
    const { streamVersion } = loaded
    const { state, streamVersion: decidedAt } = this.#withPending(
      stream,
      { state: stored, streamVersion },
      options,
    )
    const events = this.#decider.decide(command, state)
    if (events.length === 0)
      return { state, events, streamVersion: decidedAt, globalPosition: undefined, written: false }
    const { globalPosition, written } = await this.#append(stream, events, decidedAt, options)
    if (draft !== undefined) await this.#keep(draft, options)
    return {
      state: this.#fold(state, events),
      events,
      streamVersion: decidedAt + events.length,
      globalPosition,
      written,
    }
  }

  /** Whether the aggregate has events, stored or planned in the unit of work. */
  async exists(id: string, options: LoadOptions = {}): Promise<boolean> {
    const { metadata, tenant = metadata?.tenant, signal, unitOfWork } = options
    const stream = streamId(this.#decider.category, id)
    if (unitOfWork !== undefined && unitOfWork.pending(stream).length > 0) return true
    const transaction = unitOfWork?.openedTransaction
    const { streamVersion } = await this.#eventStore.streamState(stream, { tenant, signal, transaction })
    return streamVersion > 0
  }

  /** Reads what is stored and folds it, from the snapshot when there is a usable one. */
  async #read(stream: StreamId, options: LoadOptions): Promise<StoredAggregate<State>> {
    const { metadata, tenant = metadata?.tenant, signal, unitOfWork } = options
    const read = { tenant, signal, transaction: unitOfWork?.openedTransaction }
    const snapshotSchemaVersion = this.#snapshots?.schemaVersion
    const loaded = await this.#eventStore.load<Event>(stream, { ...read, snapshotSchemaVersion })
    const { snapshot, events } = loaded
    if (snapshot === undefined) {
      return { state: this.#fold(this.#decider.initialState(), events), loaded, broken: false }
    }
    const restored = this.#snapshots?.restore(snapshot, (state) => this.#fold(state, events))
    if (restored !== undefined) return { state: restored.value, loaded, broken: false }
    const whole = await this.#eventStore.load<Event>(stream, read)
    return { state: this.#fold(this.#decider.initialState(), whole.events), loaded: whole, broken: true }
  }

  #withPending(
    stream: StreamId,
    { state, streamVersion }: LoadedAggregate<State>,
    { unitOfWork }: LoadOptions,
  ): LoadedAggregate<State> {
    const pending = unitOfWork?.pending(stream) ?? []
    return { state: this.#fold(state, pending), streamVersion: streamVersion + pending.length }
  }

  async #keep(draft: SnapshotDraft, { unitOfWork }: TransactOptions): Promise<void> {
    if (unitOfWork === undefined) await this.#snapshots?.save(draft)
    else unitOfWork.onCommit(() => this.#snapshots?.save(draft))
  }

  async #append(
    stream: StreamId,
    events: readonly Event[],
    expectedVersion: number,
    { metadata, signal, unitOfWork }: TransactOptions,
  ): Promise<Pick<TransactResult<State, Event>, 'globalPosition' | 'written'>> {
    const caused = metadata && causedBy(metadata)
    if (unitOfWork === undefined) {
      return this.#eventStore.append(stream, events, { expectedVersion, metadata: caused, signal })
    }
    unitOfWork.append(stream, events, { expectedVersion, metadata: caused })
    return { globalPosition: undefined, written: false }
  }

  #fold(state: State, events: readonly DomainEvent[]): State {
    // Only the decider's own events stand in its category's streams, recorded ones with more facts about them.
    return events.reduce((folded, event) => this.#decider.evolve(folded, event as Event), state)
  }
}

/** What is stored of an aggregate. */
interface StoredAggregate<State> {
  /** What the stored events fold to. */
  readonly state: State
  readonly loaded: LoadedStream
  /** Whether there was a snapshot that could not be used. */
  readonly broken: boolean
}
