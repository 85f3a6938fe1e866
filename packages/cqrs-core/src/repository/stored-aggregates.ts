import type {
  AppendResult,
  Event as DomainEvent,
  EventStore,
  LoadedStream,
  MessageMetadata,
  StreamId,
  TenantId,
  UnitOfWork,
} from '@uno-ts/types'
import { causedBy } from '../context/caused-by.ts'
import type { AggregateSnapshots, SnapshotDraft } from '../snapshot/aggregate-snapshots.ts'
import type { Decider } from './decider.ts'
import { ReadAhead } from './read-ahead.ts'

/** What {@link StoredAggregates} are made of. */
export interface StoredAggregatesOptions<State, Event extends DomainEvent> {
  readonly eventStore: EventStore
  readonly decider: Pick<Decider<State, unknown, Event>, 'initialState' | 'evolve'>
  readonly snapshots: AggregateSnapshots<State> | undefined
  readonly tombstone: DomainEvent | undefined
}

/** From where an aggregate is read. */
export interface AggregateReadOptions {
  readonly tenant?: TenantId | undefined
  readonly metadata?: MessageMetadata | undefined
  readonly signal?: AbortSignal | undefined
  readonly unitOfWork?: UnitOfWork | undefined
}

/** What is known of an aggregate, stored and planned. */
export interface FoldedAggregate<State> {
  readonly state: State
  /** The version after the stored events and those that are planned. */
  readonly streamVersion: number
  /** How many of them are planned. */
  readonly planned: number
  /** Whether it has events, the last of which is no tombstone. */
  readonly exists: boolean
  /** A snapshot that is due, to be saved after the next append. */
  readonly draft: SnapshotDraft | undefined
}

/** How an append to one aggregate ended: in a unit of work it is planned only. */
export type AppendOutcome = Pick<AppendResult, 'written'> & {
  readonly globalPosition: AppendResult['globalPosition'] | undefined
}

/** Reads the streams of one kind of aggregate and folds them, and appends to them: at once or in a unit of work. */
export class StoredAggregates<State, Event extends DomainEvent> {
  readonly #options: StoredAggregatesOptions<State, Event>
  readonly #ahead = new ReadAhead()

  constructor(options: StoredAggregatesOptions<State, Event>) {
    this.#options = options
  }

  /** Reads and folds what is stored, then what the unit of work has planned. One round trip, two past a broken snapshot. */
  async read(stream: StreamId, options: AggregateReadOptions): Promise<FoldedAggregate<State>> {
    const { state: stored, loaded, broken } = await this.#readStored(stream, options)
    const draft = this.#options.snapshots?.draft(loaded, stored, { broken })
    const pending = options.unitOfWork?.pending(stream) ?? []
    const last = pending.at(-1) ?? loaded.events.at(-1)
    const streamVersion = loaded.streamVersion + pending.length
    return {
      state: this.fold(stored, pending),
      streamVersion,
      planned: pending.length,
      exists: streamVersion > 0 && !this.isTombstone(last),
      draft,
    }
  }

  /** Reads a stream that its unit of work is about to ask for. It never fails. */
  async readAhead(stream: StreamId, options: AggregateReadOptions): Promise<void> {
    const { metadata, tenant = metadata?.tenant, unitOfWork } = options
    // Who holds a connection asks for no second one, and one connection reads one stream after the other.
    if (unitOfWork === undefined || unitOfWork.openedTransaction !== undefined) return
    await this.#ahead.begin({ unitOfWork, stream, tenant }, () =>
      this.#load(stream, options, this.#options.snapshots?.schemaVersion),
    )
  }

  /** Appends for the version that was decided upon, and saves a snapshot that is due after the commit. */
  async append(
    stream: StreamId,
    events: readonly DomainEvent[],
    options: AggregateReadOptions & {
      readonly expectedVersion: number
      readonly draft: SnapshotDraft | undefined
    },
  ): Promise<AppendOutcome> {
    const { metadata, tenant, signal, unitOfWork, expectedVersion, draft } = options
    const caused = metadata && causedBy(metadata)
    if (unitOfWork !== undefined) {
      unitOfWork.append(stream, events, { expectedVersion, metadata: caused })
      if (draft !== undefined) unitOfWork.onCommit(() => this.#options.snapshots?.save(draft))
      return { globalPosition: undefined, written: false }
    }
    const append = { expectedVersion, metadata: caused, tenant, signal }
    const result = await this.#options.eventStore.append(stream, events, append)
    if (draft !== undefined) await this.#options.snapshots?.save(draft)
    return result
  }

  /** The state after these events. After a tombstone it is as if there had been none before. */
  fold(state: State, events: readonly DomainEvent[]): State {
    const { decider } = this.#options
    return events.reduce((folded, event) => {
      if (this.isTombstone(event)) return decider.initialState()
      // Only the decider's own events stand in its category's streams, recorded ones with more facts about them.
      return decider.evolve(folded, event as Event)
    }, state)
  }

  /** Whether the event says that its aggregate is gone. */
  isTombstone(event: DomainEvent | undefined): boolean {
    return event !== undefined && event.type === this.#options.tombstone?.type
  }

  /** Reads what is stored and folds it, from the snapshot when there is a usable one. */
  async #readStored(stream: StreamId, options: AggregateReadOptions): Promise<StoredAggregate<State>> {
    const { decider, snapshots } = this.#options
    const loaded = await (this.#readBefore(stream, options) ??
      this.#load(stream, options, snapshots?.schemaVersion))
    const { snapshot, events } = loaded
    if (snapshot === undefined)
      return { state: this.fold(decider.initialState(), events), loaded, broken: false }
    const restored = snapshots?.restore(snapshot, (state) => this.fold(state, events))
    if (restored !== undefined) return { state: restored.value, loaded, broken: false }
    const whole = await this.#load(stream, options, undefined)
    return { state: this.fold(decider.initialState(), whole.events), loaded: whole, broken: true }
  }

  #readBefore(
    stream: StreamId,
    { metadata, tenant = metadata?.tenant, unitOfWork }: AggregateReadOptions,
  ): Promise<LoadedStream> | undefined {
    return unitOfWork && this.#ahead.take({ unitOfWork, stream, tenant })
  }

  #load(
    stream: StreamId,
    { metadata, tenant = metadata?.tenant, signal, unitOfWork }: AggregateReadOptions,
    snapshotSchemaVersion: number | undefined,
  ): Promise<LoadedStream> {
    const transaction = unitOfWork?.openedTransaction
    return this.#options.eventStore.load(stream, { tenant, signal, transaction, snapshotSchemaVersion })
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
