import {
  ConfigurationError,
  NotFoundError,
  streamId,
  systemClock,
  type Clock,
  type Event,
  type EventStore,
  type Json,
  type Outcome,
  type RecordedEvent,
  type SnapshotStore,
  type StreamId,
  type TenantId,
} from '@uno-ts/types'
import type { Kysely } from 'kysely'
import type { FoldedStream, SnapshotConfig, SnapshotProjection } from './snapshot-projection.ts'
import { streamsOfCategory } from './streams-of-category.ts'

/** What a {@link SnapshotProjector} is made of. */
export interface SnapshotProjectorOptions<State extends Json, Events extends Event, Database> {
  /** Where the streams are. */
  readonly eventStore: EventStore
  /** Keeps the states. They are disposable: without them it takes longer. */
  readonly snapshots: SnapshotStore
  /** Where rows are written. It stays open. */
  readonly db: Kysely<Database>
  /** Folds a stream, and writes its row. */
  readonly projection: SnapshotProjection<State, Events, Database>
  /** How often states are saved. */
  readonly config: SnapshotConfig
  /** Whose streams. Default: the event store's own tenant. */
  readonly tenant?: TenantId | undefined
  /** What time it is. Default: the machine's clock. */
  readonly clock?: Clock | undefined
}

/** What a rebuild of one stream took. */
export interface RebuiltAggregate {
  readonly streamId: StreamId
  readonly streamVersion: number
  /** Events that were read: those after the state that was kept. */
  readonly events: number
  /** The version of the state it began with; 0 when none was kept. */
  readonly snapshotVersion: number
}

/**
 * Rebuilds rows of one stream each from the state that was kept last and the events after it, and keeps states now and then.
 *
 * @example
 * ```ts
 * import { SnapshotProjector, type SnapshotProjection } from '@uno-ts/projections'
 * import { streamId, type Event, type EventStore, type SnapshotStore } from '@uno-ts/types'
 * import { sql, type Kysely } from 'kysely'
 *
 * type Moved = Event<'StockMoved', { readonly units: number }>
 *
 * const stock: SnapshotProjection<number, Moved, object> = {
 *   name: 'stock',
 *   category: 'stock',
 *   initialState: () => 0,
 *   evolve: (units, { data }) => units + data.units,
 *   write: ({ streamId, state }, { tx }) =>
 *     sql`insert into stock values (${streamId}, ${state})
 *       on conflict (stream_id) do update set units = excluded.units`.execute(tx),
 * }
 *
 * export async function recount(eventStore: EventStore, snapshots: SnapshotStore, db: Kysely<object>): Promise<void> {
 *   const config = { every: 100, schemaVersion: 1 }
 *   const projector = new SnapshotProjector({ eventStore, snapshots, db, projection: stock, config })
 *   await projector.rebuildForAggregate(streamId('stock', '85123A'))
 * }
 * ```
 */
export class SnapshotProjector<State extends Json, Events extends Event, Database> {
  readonly #options: SnapshotProjectorOptions<State, Events, Database>
  readonly #clock: Clock

  /** @throws ConfigurationError when the configuration cannot work */
  constructor(options: SnapshotProjectorOptions<State, Events, Database>) {
    for (const field of ['every', 'schemaVersion'] as const) {
      const value = options.config[field]
      if (Number.isSafeInteger(value) && value >= 1) continue
      throw new ConfigurationError(`${field} must be a whole number from 1, found ${value}`, {
        path: `config.${field}`,
      })
    }
    this.#options = options
    this.#clock = options.clock ?? systemClock
  }

  /**
   * Makes the row of one stream anew. Doing it twice, or beside another process that does it, gives the same row: the row of
   * the later version must win where `write` may meet another.
   *
   * @throws NotFoundError when there is no such stream: nothing was written
   * @throws what `write` threw: the row is as it was
   */
  async rebuildForAggregate(
    stream: StreamId,
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<RebuiltAggregate> {
    const { projection, snapshots, db, config, tenant } = this.#options
    const { schemaVersion } = config
    const kept = await snapshots.load(this.#snapshotId(stream), { schemaVersion, tenant })
    const snapshotVersion = kept?.streamVersion ?? 0
    const { folded, events } = await this.#fold(
      stream,
      kept?.state as State | undefined,
      snapshotVersion,
      signal,
    )
    if (folded.streamVersion === 0) throw new NotFoundError('stream')
    await db.transaction().execute((tx) => projection.write(folded, { tx, signal }))
    if (folded.streamVersion - snapshotVersion >= config.every) await this.#keep(folded)
    return { streamId: stream, streamVersion: folded.streamVersion, events, snapshotVersion }
  }

  /**
   * Makes the rows of all streams of the category anew, one after the other: rows are replaced, so that readers never miss
   * one. It can be stopped and begun again at any place; archived streams are left out, and their rows stay as they are.
   *
   * @returns an outcome for each stream, as it is done
   */
  async *rebuildAll({ signal }: { readonly signal?: AbortSignal | undefined } = {}): AsyncGenerator<
    Outcome<RebuiltAggregate>
  > {
    const { eventStore, projection, tenant } = this.#options
    for await (const stream of streamsOfCategory(eventStore, projection.category, { tenant, signal })) {
      signal?.throwIfAborted()
      try {
        yield { ok: true, value: await this.rebuildForAggregate(stream, { signal }) }
      } catch (error) {
        signal?.throwIfAborted()
        yield { ok: false, error: error instanceof Error ? error : new Error(String(error)) }
      }
    }
  }

  async #fold(
    stream: StreamId,
    kept: State | undefined,
    version: number,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly folded: FoldedStream<State>; readonly events: number }> {
    const { eventStore, projection, tenant } = this.#options
    let state = kept ?? projection.initialState()
    let last: RecordedEvent<Events> | undefined
    let events = 0
    for await (const event of eventStore.readStream<Events>(stream, { from: version + 1, tenant, signal })) {
      state = projection.evolve(state, event)
      last = event
      events += 1
    }
    const streamVersion = last?.streamVersion ?? version
    return { folded: { streamId: stream, state, streamVersion, position: last?.globalPosition }, events }
  }

  async #keep({ streamId: stream, state, streamVersion }: FoldedStream<State>): Promise<void> {
    const { snapshots, config, tenant } = this.#options
    const { schemaVersion } = config
    const takenAt = new Date(this.#clock.now())
    const snapshot = { streamId: this.#snapshotId(stream), streamVersion, schemaVersion, state, takenAt }
    await snapshots.save(snapshot, { tenant })
  }

  /** Beside the snapshots of the aggregate, which are kept under the stream's own name. */
  #snapshotId(stream: StreamId): StreamId {
    return streamId('projection', `${this.#options.projection.name}:${stream}`)
  }
}
