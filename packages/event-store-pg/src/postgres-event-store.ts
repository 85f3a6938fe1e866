import type { Meter, Tracer } from '@opentelemetry/api'
import {
  defaultTenant,
  InvalidArgumentError,
  isUnoError,
  origin,
  silentLogger,
  uuidV7Source,
  type AppendOptions,
  type AppendResult,
  type CommitPlan,
  type CommitResult,
  type Event,
  type EventCodec,
  type EventPage,
  type EventQuery,
  type EventSqlSource,
  type EventStore,
  type GlobalPosition,
  type Horizon,
  type HorizonHolder,
  type LoadedStream,
  type LoadStreamOptions,
  type Logger,
  type NewId,
  type QueriedEvents,
  type ReadAllOptions,
  type ReadByQueryOptions,
  type ReadOptions,
  type ReadStreamOptions,
  type RecordedEvent,
  type SignalBus,
  type SqlConnection,
  type StreamId,
  type StreamState,
  type SubscribeOptions,
  type TenantId,
} from '@uno-ts/types'
import type { Pool } from 'pg'
import type { AppendStatements } from './append/append-events.ts'
import { appendGroupText } from './append/append-group.ts'
import { appendPlan, type AppendPlan } from './append/append-plan.ts'
import { appendTogetherText } from './append/append-together.ts'
import { CommitQueue } from './append/commit-queue.ts'
import { appendWith, InlineAppends } from './append/inline-appends.ts'
import { HorizonReader } from './horizon/horizon-reader.ts'
import { horizonHoldersText, readHorizonHolders } from './horizon/horizon-holders.ts'
import { readHorizon } from './horizon/read-horizon.ts'
import type { EventSource } from './read/event-source.ts'
import { LoadQueue } from './read/load-queue.ts'
import { loadStream } from './read/load-stream.ts'
import { readByQuery } from './read/read-by-query.ts'
import { readLog } from './read/read-log.ts'
import { readPage, type StoredPage } from './read/read-page.ts'
import { readStream } from './read/read-stream.ts'
import { statementFactory, type Statement } from './read/statement.ts'
import { streamState } from './read/stream-state.ts'
import { quotedSchema } from './schema/quoted-schema.ts'
import { HorizonWatch } from './telemetry/horizon-watch.ts'
import { StoreMetrics } from './telemetry/store-metrics.ts'
import { StoreTracer } from './telemetry/store-tracer.ts'

/** What {@link PostgresEventStore} is made of. */
export interface PostgresEventStoreOptions {
  /** The application's pool; it stays open. A pool of size 1 is enough. */
  readonly pool: Pool
  /** The schema `migrate` was given. Default `uno`. */
  readonly schema?: string | undefined
  /** The tenant of calls that name none. Default `default`. */
  readonly tenant?: TenantId | undefined
  /** Validates events on the way in and brings old shapes up to date on the way out. Default: neither. */
  readonly codec?: EventCodec | undefined
  /** Wakes subscriptions of other processes. Default: none; they look every `pollIntervalMs`. */
  readonly signals?: SignalBus | undefined
  /**
   * How many appends may be at the database before further ones wait and share a transaction. Infinity switches sharing
   * off, that of loads too: short streams that are asked for together are read with one statement. Default 2.
   */
  readonly groupLanes?: number | undefined
  /** How long subscriptions sleep at most when no signal comes. Default 1,000. */
  readonly pollIntervalMs?: number | undefined
  /**
   * How long an append may wait for a row of its `inline` statements that somebody else holds, in milliseconds; readers
   * wait with it. Then nothing is written. Default 5,000.
   */
  readonly appendTimeoutMs?: number | undefined
  /** Whether hot statements are prepared once per connection. Switch it off behind a pooler. Default true. */
  readonly prepare?: boolean | undefined
  /** Makes event ids. Default: ascending UUIDv7. */
  readonly newId?: NewId | undefined
  /** Says what was survived, and who holds readers back. Default: nothing. */
  readonly logger?: Logger | undefined
  /**
   * How long appends that are under way may hold readers back before the logger is told which server processes they are;
   * infinite: never. Default 1,000.
   */
  readonly horizonWarningMs?: number | undefined
  /** Where spans go. Default: the SDK the application has registered; until there is one, nothing is recorded. */
  readonly tracer?: Tracer | undefined
  /**
   * Where measurements go. Default: the SDK the application has registered by the first measurement; when there is none
   * by then, nothing is ever measured.
   */
  readonly meter?: Meter | undefined
}

const signalChannel = 'uno_events'

/**
 * The event store on PostgreSQL, native or embedded.
 *
 * Appends take one round trip. Reading everything in order never misses an event that commits late: positions are drawn
 * under a floor that readers respect (decision 0003). Nothing is opened by the constructor.
 *
 * @example
 * ```ts
 * import { PostgresEventStore } from '@uno-ts/event-store-pg'
 * import { streamId } from '@uno-ts/types'
 * import { Pool } from 'pg'
 *
 * const eventStore = new PostgresEventStore({ pool: new Pool() })
 * await eventStore.append(streamId('order', '7'), [{ type: 'OrderPlaced', data: { lines: 3 } }], {
 *   expectedVersion: 'no-stream',
 * })
 * ```
 */
export class PostgresEventStore implements EventStore {
  readonly #pool: Pool
  readonly #schema: string
  readonly #tenant: TenantId
  readonly #codec: EventCodec | undefined
  readonly #signals: SignalBus | undefined
  readonly #newId: NewId
  readonly #logger: Logger
  readonly #statement: (text: string) => Statement
  readonly #appendStatements: AppendStatements
  readonly #commits: CommitQueue
  readonly #loads: LoadQueue | undefined
  readonly #inline: InlineAppends
  readonly #horizonStatement: Statement
  readonly #horizon: HorizonReader
  readonly #horizonWatch: HorizonWatch
  readonly #metrics: StoreMetrics
  readonly #tracer: StoreTracer
  #listening: Promise<unknown> | undefined

  constructor(options: PostgresEventStoreOptions) {
    const { schema = 'uno', tenant = defaultTenant, prepare = true, pollIntervalMs = 1_000 } = options
    const {
      newId = uuidV7Source(),
      logger = silentLogger,
      groupLanes = 2,
      appendTimeoutMs = 5_000,
      horizonWarningMs = 1_000,
    } = options
    this.#pool = options.pool
    this.#schema = quotedSchema(schema)
    this.#tenant = tenant
    this.#codec = options.codec
    this.#signals = options.signals
    this.#newId = newId
    this.#logger = logger
    this.#statement = statementFactory(prepare)
    this.#tracer = new StoreTracer({ tracer: options.tracer, schema: this.#schema })
    this.#metrics = new StoreMetrics({
      meter: options.meter,
      schema: this.#schema,
      readHorizon: () => this.#readHorizon(),
    })
    const functions = {
      events: `${this.#schema}.append_events($1, $2::text[], $3::bigint[], $4::int[], $5::json, $6, $7::int[], $8::json)`,
      event: `${this.#schema}.append_event($1, $2, $3, $4::int[], $5, $6, $7, $8::text[], $9, $10)`,
    }
    this.#appendStatements = {
      events: this.#statement(`select * from ${functions.events}`),
      event: this.#statement(`select ${functions.event} as position`),
    }
    this.#inline = new InlineAppends({
      pool: options.pool,
      single: this.#appendStatements,
      functions,
      statement: this.#statement,
      timeoutMs: appendTimeoutMs,
    })
    const { max } = options.pool.options
    this.#loads =
      groupLanes === Number.POSITIVE_INFINITY
        ? undefined
        : new LoadQueue({ connection: options.pool, schema: this.#schema, statement: this.#statement })
    this.#commits = new CommitQueue({
      connection: options.pool,
      single: this.#appendStatements,
      group: this.#statement(appendGroupText(this.#schema)),
      together: this.#statement(appendTogetherText(this.#schema)),
      lanes: groupLanes === Number.POSITIVE_INFINITY ? groupLanes : Math.min(groupLanes, max),
      mostConnections: Math.max(Math.min(groupLanes, max), Math.floor(max / 2)),
      logger,
      onTransaction: (appends) => this.#metrics.grouped(appends),
    })
    this.#horizonStatement = this.#statement(`select safe, drawn from ${this.#schema}.horizon($1)`)
    this.#horizon = new HorizonReader({
      read: () => this.#readHorizon(),
      busyIntervalMs: Math.min(5, pollIntervalMs),
      idleIntervalMs: pollIntervalMs,
      logger,
    })
    this.#horizonWatch = new HorizonWatch({
      warnAfterMs: horizonWarningMs,
      readHolders: () => this.horizonHolders(),
      logger,
    })
  }

  /**
   * Appends `events` to the end of one stream, all or none, in one transaction and one round trip.
   *
   * @param options - `expectedVersion` is the version the caller decided upon; `'any'` must be spelled out
   * @returns the new stream version and the global position of the last event
   * @throws {@link ConcurrencyError} when the stream moved: nothing was written, loading again is safe
   * @throws {@link StreamArchivedError} when the stream is archived: nothing was written
   * @throws {@link InvalidArgumentError} when `events` is empty, or the stream or an event cannot be recorded as it is:
   * nothing was sent
   */
  async append(streamId: StreamId, events: readonly Event[], options: AppendOptions): Promise<AppendResult> {
    if (events.length === 0) throw new InvalidArgumentError('append needs at least one event')
    const { expectedVersion, metadata, tenant, signal } = options
    const { appends } = await this.commit(
      { appends: [{ streamId, expectedVersion, events }], metadata, tenant },
      { signal },
    )
    const [result] = appends
    if (result === undefined) throw new InvalidArgumentError('append needs at least one event')
    return result
  }

  /**
   * Commits a plan in one statement: all of it or nothing. See `EventStore.commit`.
   *
   * Appends to one stream that find others under way may share a transaction with them, each with its own outcome.
   */
  async commit(
    plan: CommitPlan,
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<CommitResult> {
    options.signal?.throwIfAborted()
    const { inline = [] } = plan
    const result = await this.#appending(plan, (described) =>
      inline.length === 0
        ? this.#commits.submit(this.#plan(described))
        : this.#inline.submit(this.#plan(described), inline),
    )
    this.announce(result)
    return result
  }

  /**
   * Writes a plan inside a transaction that somebody else commits: for units of work. Call {@link announce} after the
   * commit.
   */
  async commitOn(connection: SqlConnection, plan: CommitPlan): Promise<CommitResult> {
    return this.#appending(plan, (described) =>
      appendWith(connection, this.#plan(described), {
        inline: plan.inline ?? [],
        single: this.#appendStatements,
      }),
    )
  }

  /** Wakes subscriptions, here and in other processes, after a commit. */
  announce(result: CommitResult): void {
    if (result.globalPosition === undefined) return
    this.#horizon.wake()
    void this.#signals?.publish(signalChannel, this.#schema).catch((error: unknown) => {
      this.#logger.debug({ error }, 'a signal was not sent; subscribers find out by looking')
    })
  }

  /** Reads one stream, a page at a time; no connection is held between pages. */
  readStream<Recorded extends Event = Event>(
    streamId: StreamId,
    options: ReadStreamOptions = {},
  ): AsyncIterable<RecordedEvent<Recorded>> {
    return readStream(this.#source(options), streamId, options) as AsyncIterable<RecordedEvent<Recorded>> // the caller knows its streams
  }

  /**
   * Reads all events in ascending position, up to the horizon. While the consumer works on one page the next one is
   * fetched, unless the reader is inside a transaction.
   */
  readAll<Recorded extends Event = Event>(
    options: ReadAllOptions = {},
  ): AsyncIterable<RecordedEvent<Recorded>> {
    const events = readLog(this.#source(options), options, (horizon) => this.#seen(horizon))
    return events as AsyncIterable<RecordedEvent<Recorded>> // the caller knows its events
  }

  /** Reads one page of all events with the checkpoint behind it, in one round trip. */
  async readPage<Recorded extends Event = Event>(options: ReadAllOptions = {}): Promise<EventPage<Recorded>> {
    const { page, horizon } = await this.#page<Recorded>(options)
    this.#seen(horizon)
    return page
  }

  /**
   * Reads a stream for folding, in one round trip: all of its events, or the usable snapshot and the events after it. A
   * snapshot that is damaged, of another shape or ahead of its stream is passed over.
   */
  async load<Recorded extends Event = Event>(
    streamId: StreamId,
    options: LoadStreamOptions = {},
  ): Promise<LoadedStream<Recorded>> {
    const load = (): Promise<LoadedStream> => loadStream(this.#source(options), streamId, options)
    const loaded = await this.#tracer.loading(streamId, load)
    return loaded
  }

  /** Reads the events a decision depends on, and a marker that stands for having seen them all. */
  async readByQuery<Recorded extends Event = Event>(
    query: EventQuery,
    options: ReadByQueryOptions = {},
  ): Promise<QueriedEvents<Recorded>> {
    const read = (): Promise<QueriedEvents> => readByQuery(this.#source(options), query, options)
    const result = await this.#tracer.querying(query, read)
    return result
  }

  /**
   * Follows the log for ever. The database may go away and come back: the subscription waits and goes on where it was.
   */
  async *subscribe<Recorded extends Event = Event>(
    options: SubscribeOptions = {},
  ): AsyncIterable<EventPage<Recorded>> {
    const { from = 'origin', signal, batchSize } = options
    await this.#listen()
    let position = from === 'origin' ? origin : from === 'now' ? await this.head(options) : from
    const following = this.#metrics.follow(position)
    try {
      for (;;) {
        const horizon = await this.#horizon.beyond(position, signal)
        let page: EventPage<Recorded>
        do {
          try {
            page = (await this.#page<Recorded>({ ...options, after: position, limit: batchSize }, horizon))
              .page
          } catch (error) {
            if (!isUnoError(error) || !error.retryable) throw error
            this.#logger.warn({ code: error.code }, 'a page could not be read; trying again')
            break
          }
          position = page.position
          yield* this.#handedOver(page, options)
          following.delivered(page)
          signal?.throwIfAborted()
        } while (!page.atHead)
      }
    } finally {
      following.end()
    }
  }

  /** What is known of a stream without reading it. */
  async streamState(streamId: StreamId, options: ReadOptions = {}): Promise<StreamState> {
    options.signal?.throwIfAborted()
    return streamState(this.#source(options), streamId)
  }

  /** The horizon. */
  async head(options: ReadOptions = {}): Promise<GlobalPosition> {
    options.signal?.throwIfAborted()
    return (await this.#readHorizon(options)).position
  }

  /**
   * The appends that hold the horizon back now, the oldest first: server process, age of its transaction, and the start
   * of its last statement without values. For dashboards and for the day a reader seems stuck; it scans the server's locks.
   */
  async horizonHolders(options: ReadOptions = {}): Promise<readonly HorizonHolder[]> {
    options.signal?.throwIfAborted()
    const connection = options.transaction?.connection ?? this.#pool
    return readHorizonHolders(connection, this.#statement(horizonHoldersText(this.#schema)))
  }

  /** Where the events are for SQL in the same database. */
  sqlSource(): EventSqlSource {
    return {
      relation: `${this.#schema}.events`,
      columns: {
        tenant: 'tenant_id',
        streamId: 'stream_id',
        streamVersion: 'stream_version',
        globalPosition: 'global_position',
        type: 'type',
        schemaVersion: 'schema_version',
        data: 'data',
        metadata: 'metadata',
        recordedAt: 'recorded_at',
      },
      isReadAsStored: (types) => this.#codec === undefined || (this.#codec.isReadAsStored?.(types) ?? false),
    }
  }

  /** Gives a page to its consumer, in the span in which it is worked on. */
  *#handedOver<Page extends EventPage>(page: Page, { filter }: SubscribeOptions): Iterable<Page> {
    const span = this.#tracer.processing(page, filter?.categories)
    try {
      yield page
    } finally {
      span?.end()
    }
  }

  #appending(plan: CommitPlan, append: (plan: CommitPlan) => Promise<CommitResult>): Promise<CommitResult> {
    return this.#metrics.appending(plan, () => this.#tracer.appending(plan, append))
  }

  #plan(plan: CommitPlan): AppendPlan {
    return appendPlan(plan, { tenant: this.#tenant, codec: this.#codec, newId: this.#newId })
  }

  async #readHorizon(options: ReadOptions = {}): Promise<Horizon> {
    const { transaction, tenant = this.#tenant } = options
    const horizon = await readHorizon(transaction?.connection ?? this.#pool, this.#horizonStatement, tenant)
    this.#seen(horizon)
    return horizon
  }

  #seen(horizon: Horizon): void {
    this.#metrics.horizonRead(horizon)
    this.#horizonWatch.seen(horizon)
  }

  async #page<Recorded extends Event>(
    options: ReadAllOptions,
    horizon?: Horizon,
  ): Promise<StoredPage<Recorded>> {
    const page = await readPage(this.#source(options), options, horizon)
    return page
  }

  #source(options: ReadOptions): EventSource {
    return {
      connection: options.transaction?.connection ?? this.#pool,
      schema: this.#schema,
      tenant: options.tenant ?? this.#tenant,
      codec: this.#codec,
      statement: this.#statement,
      loads: this.#loads,
    }
  }

  /** The first subscription opens the line on which other processes wake us. */
  async #listen(): Promise<void> {
    if (this.#signals === undefined) return
    this.#listening ??= this.#signals.subscribe(signalChannel, (payload) => {
      if (payload === undefined || payload === this.#schema) this.#horizon.wake()
    })
    await this.#listening
  }
}
