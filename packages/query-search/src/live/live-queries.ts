import {
  ConfigurationError,
  defaultTenant,
  silentLogger,
  systemClock,
  type ChangeFeed,
  type Clock,
  type LiveAnswer,
  type LiveQuery,
  type Logger,
  type ProjectionId,
  type TenantId,
} from '@uno-ts/types'
import type { WatchedRows } from './change-index.ts'
import type { LiveDependency, LiveQueryDefinition } from './live-query-definition.ts'
import { queryKey } from './query-key.ts'
import type { SnapshotReader } from './snapshot-reader.ts'
import { subscription } from './subscription.ts'
import { TenantQueries } from './tenant-queries.ts'
import { Turns } from './turns.ts'

/** What {@link LiveQueries} are made of. */
export interface LiveQueriesOptions {
  /**
   * Tells what projections have changed: `PostgresChangeFeed` for those of all processes, `InProcessChangeFeed` for those
   * of this one. Feeds that tell the changes of one tenant are given by tenant.
   */
  readonly feed: ChangeFeed | ((tenant: TenantId) => ChangeFeed)
  /** Reads results with their positions: {@link PostgresSnapshotReader}. */
  readonly snapshots: SnapshotReader
  /** Which projection keeps the rows of a table, or which ones. */
  readonly tables: Readonly<Record<string, ProjectionId | readonly ProjectionId[]>>
  /** One query is evaluated at most once in so many milliseconds, however much changes. Default 100. */
  readonly minIntervalMs?: number | undefined
  /** How many queries are evaluated at once; the others wait in their order. Default 4. */
  readonly concurrency?: number | undefined
  /** How many different queries a tenant may follow at once. Default 10,000. */
  readonly maxQueries?: number | undefined
  /** Whose rows are read when nobody says. Default `default`. */
  readonly tenant?: TenantId | undefined
  /** What time it is. Default: the machine's clock. */
  readonly clock?: Clock | undefined
  /** Hears of evaluations that failed. Default: nothing is said. */
  readonly logger?: Logger | undefined
}

/** What there is to do. */
export interface LiveStatus {
  /** Different queries that are followed. */
  readonly queries: number
  readonly subscribers: number
  /** How often queries were evaluated since the beginning. */
  readonly evaluations: number
}

/**
 * Answers queries, and again when what they read has changed. All who ask the same, by name, parameters and tenant, share
 * one evaluation; it is made anew only after a change that touches its tables and keys, once for all changes that come
 * meanwhile. A result that equals the one before is not given again; who is slow gets the newest, and nothing is kept for
 * him. Nothing is read or listened to while nobody subscribes.
 *
 * @example
 * ```ts
 * import { LiveQueries, livePage, PostgresSnapshotReader, type ReadModelQueryService } from '@uno-ts/query-search'
 * import { projectionId, type ChangeFeed, type ReadModelDefinition } from '@uno-ts/types'
 * import type { Kysely } from 'kysely'
 *
 * export async function followOrders(
 *   { db, feed }: { db: Kysely<object>; feed: ChangeFeed },
 *   { model, service }: { model: ReadModelDefinition; service: ReadModelQueryService<{ id: string }> },
 *   show: (orders: readonly { id: string }[]) => void,
 * ): Promise<void> {
 *   const tables = { orders: projectionId('order-summary') }
 *   const live = new LiveQueries({ feed, tables, snapshots: new PostgresSnapshotReader({ db }) })
 *   const newest = live.query(livePage({ model, service }), { limit: 20 })
 *   for await (const { result } of newest.subscribe()) show(result.items)
 * }
 * ```
 */
export class LiveQueries implements AsyncDisposable {
  readonly #options: LiveQueriesOptions
  readonly #tables: ReadonlyMap<string, readonly ProjectionId[]>
  readonly #tenant: TenantId
  readonly #turns: Turns
  readonly #tenants = new Map<TenantId, TenantQueries>()
  #evaluations = 0
  #isClosed = false

  /** @throws ConfigurationError when a number is out of range */
  constructor(options: LiveQueriesOptions) {
    const {
      tables,
      tenant = defaultTenant,
      concurrency = 4,
      minIntervalMs = 100,
      maxQueries = 10_000,
    } = options
    for (const [name, [value, least]] of Object.entries({
      concurrency: [concurrency, 1],
      minIntervalMs: [minIntervalMs, 0],
      maxQueries: [maxQueries, 1],
    } as const)) {
      if (Number.isSafeInteger(value) && value >= least) continue
      throw new ConfigurationError(`${name} is a whole number from ${least}, found ${value}`, { path: name })
    }
    this.#options = options
    this.#tables = new Map(
      Object.entries(tables).map(([table, projections]) => [table, [projections].flat()]),
    )
    this.#tenant = tenant
    this.#turns = new Turns(concurrency)
  }

  /**
   * A query with its parameters, to be subscribed to any number of times. Parameters are plain data, dates and bigints
   * among it.
   *
   * @throws ConfigurationError when it reads a table of which nobody said which projection keeps it
   * @throws InvalidArgumentError when the parameters are not plain data
   */
  query<Parameters, Result>(
    definition: LiveQueryDefinition<Parameters, Result>,
    parameters: Parameters,
    { tenant = this.#tenant }: { readonly tenant?: TenantId | undefined } = {},
  ): LiveQuery<Result> {
    const { name, isEqual } = definition
    const key = queryKey(name, parameters)
    const watched = this.#watched(definition.reads(parameters))
    const evaluate = this.#evaluation(definition, { parameters, tenant, watched })
    const question = { name, watched, evaluate, isEqual }
    return {
      subscribe: (options = {}) => subscription(() => this.#queriesOf(tenant).find(key, question), options),
    }
  }

  /** How much there is to do, for health checks and tests. */
  status(): LiveStatus {
    const queries = [...this.#tenants.values()].flatMap((tenant) => tenant.queries)
    const subscribers = queries.reduce((sum, query) => sum + query.subscribers, 0)
    return { queries: queries.length, subscribers, evaluations: this.#evaluations }
  }

  /** Ends all subscriptions, as if nothing changed any more, and waits for what is under way. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true
    await Promise.all([...this.#tenants.values()].map((tenant) => tenant.close({})))
  }

  #evaluation<Parameters, Result>(
    { evaluate, withinTransaction = true }: LiveQueryDefinition<Parameters, Result>,
    {
      parameters,
      tenant,
      watched,
    }: { parameters: Parameters; tenant: TenantId; watched: readonly WatchedRows[] },
  ): (signal: AbortSignal) => Promise<LiveAnswer<Result>> {
    const { snapshots } = this.#options
    const projections = [...new Set(watched.map(({ projection }) => projection))]
    return async (signal) => {
      this.#evaluations += 1
      const scope = { projections, tenant, signal }
      if (withinTransaction) return snapshots.read(scope, (options) => evaluate(parameters, options))
      const position = await snapshots.position(scope)
      return { result: await evaluate(parameters, { tenant, signal }), position }
    }
  }

  #watched(dependencies: readonly LiveDependency[]): readonly WatchedRows[] {
    return dependencies.flatMap(({ table, keys }) => {
      const projections = this.#tables.get(table)
      if (projections === undefined) {
        throw new ConfigurationError(`no projection is named for the table ${table}`, {
          path: `tables.${table}`,
        })
      }
      return projections.map((projection) => ({ projection, keys }))
    })
  }

  #queriesOf(tenant: TenantId): TenantQueries {
    const found = this.#tenants.get(tenant)
    if (found !== undefined) return found
    if (this.#isClosed) throw new ConfigurationError('the live queries have been ended', { path: 'live' })
    const { feed, snapshots, minIntervalMs = 100, maxQueries = 10_000 } = this.#options
    const { clock = systemClock, logger = silentLogger } = this.#options
    const queries = new TenantQueries({
      feed: typeof feed === 'function' ? feed(tenant) : feed,
      snapshots,
      projections: [...new Set([...this.#tables.values()].flat())],
      tenant,
      maxQueries,
      minIntervalMs,
      turns: this.#turns,
      clock,
      logger,
      onEmpty: () => this.#tenants.delete(tenant),
    })
    this.#tenants.set(tenant, queries)
    return queries
  }
}
