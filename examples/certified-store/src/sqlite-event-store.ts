import {
  defaultTenant,
  globalPosition,
  InvalidArgumentError,
  origin,
  systemClock,
  uuidV7Source,
  type AppendOptions,
  type AppendResult,
  type CommitPlan,
  type CommitResult,
  type Event,
  type EventPage,
  type EventQuery,
  type EventStore,
  type GlobalPosition,
  type LoadedStream,
  type LoadStreamOptions,
  type QueriedEvents,
  type ReadAllOptions,
  type ReadByQueryOptions,
  type ReadOptions,
  type ReadStreamOptions,
  type RecordedEvent,
  type StreamId,
  type StreamState,
  type SubscribeOptions,
  type TenantId,
} from '@uno-ts/types'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout } from 'node:timers/promises'
import { checkPageSize, checkReadOptions } from './check-read-options.ts'
import { markedPosition, markerOf } from './consistency-marker.ts'
import { recordedEvent } from './event-row.ts'
import { filtered, queried } from './matching.ts'
import { plannedAppends } from './planned-append.ts'
import { schema } from './schema.ts'
import { writePlan } from './write-plan.ts'

/** How a {@link SqliteEventStore} is opened. */
export interface SqliteEventStoreOptions {
  /** The file of the database, which several stores and processes may open at once. */
  readonly file: string
  /** Whose events are meant when a call does not say. Default: `default`. */
  readonly tenant?: TenantId | undefined
  /** Whether what was committed survives a loss of power. Default `true`; tests need not wait for the disk. */
  readonly durable?: boolean | undefined
  /** How often followers ask for new events, in milliseconds. Default 20. */
  readonly pollIntervalMs?: number | undefined
}

/** An event store on SQLite. It claims no archive and keeps no snapshots. */
export class SqliteEventStore implements EventStore, Disposable {
  readonly #db: DatabaseSync
  readonly #tenant: TenantId
  readonly #pollIntervalMs: number
  readonly #newId = uuidV7Source(systemClock)

  constructor({
    file,
    tenant = defaultTenant,
    durable = true,
    pollIntervalMs = 20,
  }: SqliteEventStoreOptions) {
    this.#db = new DatabaseSync(file)
    this.#tenant = tenant
    this.#pollIntervalMs = pollIntervalMs
    this.#db.exec('pragma busy_timeout = 5000; pragma journal_mode = wal')
    this.#db.exec(`pragma synchronous = ${durable ? 'full' : 'off'}`)
    this.#db.exec(schema)
  }

  async append(streamId: StreamId, events: readonly Event[], options: AppendOptions): Promise<AppendResult> {
    const { expectedVersion, metadata, tenant, signal } = options
    if (events.length === 0) throw new InvalidArgumentError('append needs at least one event')
    const plan = { appends: [{ streamId, expectedVersion, events }], metadata, tenant }
    const [result] = (await this.commit(plan, { signal })).appends
    if (result === undefined) throw new InvalidArgumentError('expected the result of an append, found none')
    return result
  }

  async commit(
    plan: CommitPlan,
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<CommitResult> {
    signal?.throwIfAborted()
    const planned = plannedAppends(plan, this.#newId)
    const tenant = plan.tenant ?? plan.metadata?.tenant ?? this.#tenant
    const { conditions = [] } = plan
    return this.#within('immediate', () =>
      writePlan(this.#db, planned, { tenant, conditions, now: systemClock.now() }),
    )
  }

  async *readStream<Recorded extends Event = Event>(
    streamId: StreamId,
    options: ReadStreamOptions = {},
  ): AsyncGenerator<RecordedEvent<Recorded>, void, undefined> {
    checkReadOptions(options)
    const { tenant = this.#tenant, direction = 'forward', from, to, limit = Infinity, asOf, signal } = options
    signal?.throwIfAborted()
    const [low, high] = direction === 'forward' ? [from, to] : [to, from]
    const rows = this.#db
      .prepare(
        `select * from event
          where tenant = ? and stream = ? and version between ? and ? and recorded_at <= ?
          order by version ${direction === 'forward' ? 'asc' : 'desc'} limit ?`,
      )
      .all(
        tenant,
        streamId,
        low ?? 1,
        high ?? Number.MAX_SAFE_INTEGER,
        asOf?.getTime() ?? Number.MAX_SAFE_INTEGER,
        limit === Infinity ? -1 : limit,
      )
    for (const row of rows) {
      yield recordedEvent<Recorded>(row)
      signal?.throwIfAborted()
    }
  }

  async *readAll<Recorded extends Event = Event>(
    options: ReadAllOptions = {},
  ): AsyncGenerator<RecordedEvent<Recorded>, void, undefined> {
    checkReadOptions(options)
    const { batchSize = 1000, signal } = options
    let { after, limit: left = Infinity } = options
    while (left > 0) {
      const page = await this.readPage<Recorded>({ ...options, after, limit: Math.min(batchSize, left) })
      for (const event of page.events) {
        yield event
        signal?.throwIfAborted()
      }
      if (page.atHead) return
      after = page.position
      left -= page.events.length
    }
  }

  async readPage<Recorded extends Event = Event>({
    tenant = this.#tenant,
    after = origin,
    limit = 1000,
    filter,
    signal,
  }: ReadAllOptions = {}): Promise<EventPage<Recorded>> {
    checkPageSize(limit)
    signal?.throwIfAborted()
    const { sql, values } = filtered(filter)
    return this.#within('deferred', () => {
      const found = this.#db
        .prepare(
          `select * from event where tenant = ? and position > ? and (${sql}) order by position limit ?`,
        )
        .all(tenant, after, ...values, limit + 1)
      const events = found.slice(0, limit).map((row) => recordedEvent<Recorded>(row))
      const last = events.at(-1)
      if (found.length > limit && last !== undefined) {
        return { events, position: last.globalPosition, atHead: false }
      }
      const head = this.#head()
      return { events, position: head > after ? head : after, atHead: true }
    })
  }

  async load<Recorded extends Event = Event>(
    streamId: StreamId,
    { tenant, signal }: LoadStreamOptions = {},
  ): Promise<LoadedStream<Recorded>> {
    const events = await Array.fromAsync(this.readStream<Recorded>(streamId, { tenant, signal }))
    return { streamId, snapshot: undefined, events, streamVersion: events.length }
  }

  async readByQuery<Recorded extends Event = Event>(
    query: EventQuery,
    { tenant = this.#tenant, after, signal }: ReadByQueryOptions = {},
  ): Promise<QueriedEvents<Recorded>> {
    signal?.throwIfAborted()
    const { sql, values } = queried(query)
    const seen = after === undefined ? origin : markedPosition(after)
    return this.#within('deferred', () => {
      const rows = this.#db
        .prepare(`select * from event where tenant = ? and position > ? and (${sql}) order by position`)
        .all(tenant, seen, ...values)
      return { events: rows.map((row) => recordedEvent<Recorded>(row)), head: markerOf(this.#head()) }
    })
  }

  subscribe<Recorded extends Event = Event>(
    options: SubscribeOptions = {},
  ): AsyncGenerator<EventPage<Recorded>, void, undefined> {
    checkReadOptions(options)
    const { from = 'origin' } = options
    const after = from === 'origin' ? origin : from === 'now' ? this.#head() : from
    return this.#follow(after, options)
  }

  async streamState(
    streamId: StreamId,
    { tenant = this.#tenant, signal }: ReadOptions = {},
  ): Promise<StreamState> {
    signal?.throwIfAborted()
    const row = this.#db
      .prepare(
        `select count(*) as version, min(recorded_at) as first, max(recorded_at) as last
           from event where tenant = ? and stream = ?`,
      )
      .get(tenant, streamId)
    const time = (name: string) => (row?.[name] == null ? undefined : new Date(Number(row[name])))
    return {
      streamId,
      streamVersion: Number(row?.['version']),
      firstRecordedAt: time('first'),
      lastRecordedAt: time('last'),
      archived: false,
    }
  }

  async head({ signal }: ReadOptions = {}): Promise<GlobalPosition> {
    signal?.throwIfAborted()
    return this.#head()
  }

  [Symbol.dispose](): void {
    this.#db.close()
  }

  async *#follow<Recorded extends Event>(
    from: GlobalPosition,
    { tenant, filter, signal, batchSize }: SubscribeOptions,
  ): AsyncGenerator<EventPage<Recorded>, void, undefined> {
    let after = from
    for (;;) {
      const page = await this.readPage<Recorded>({ tenant, filter, signal, after, limit: batchSize })
      if (page.position > after) {
        after = page.position
        yield page
      } else {
        await setTimeout(this.#pollIntervalMs, undefined, { signal }).catch(() => signal?.throwIfAborted())
      }
    }
  }

  /** The whole log's, other tenants' events included: their positions are shared. */
  #head(): GlobalPosition {
    const row = this.#db.prepare('select coalesce(max(position), 0) as position from event').get()
    return globalPosition(Number(row?.['position']))
  }

  /** `immediate` keeps others from writing, `deferred` reads one state of the database. */
  #within<Value>(mode: 'immediate' | 'deferred', work: () => Value): Value {
    this.#db.exec(`begin ${mode}`)
    try {
      const value = work()
      this.#db.exec('commit')
      return value
    } catch (error) {
      this.#db.exec('rollback')
      throw error
    }
  }
}
