import { BackPressureError, type ChangeFeed, type ProjectionId, type TenantId } from '@uno-ts/types'
import { ChangeIndex } from './change-index.ts'
import { SharedQuery, type EvaluationOptions, type SharedQueryOptions } from './shared-query.ts'
import type { SnapshotReader } from './snapshot-reader.ts'

/** What {@link TenantQueries} are made of. */
export interface TenantQueriesOptions extends EvaluationOptions {
  readonly feed: ChangeFeed
  readonly snapshots: SnapshotReader
  readonly projections: readonly ProjectionId[]
  readonly tenant: TenantId
  readonly maxQueries: number
  /** Nobody subscribes any more. */
  readonly onEmpty: () => void
}

/** A question, as the queries of a tenant ask it. */
export type Question<Result> = Pick<SharedQueryOptions<Result>, 'name' | 'watched' | 'evaluate' | 'isEqual'>

/** The live queries of one tenant, each once, and the one subscription to changes that tells them when they are touched. */
export class TenantQueries {
  readonly #options: TenantQueriesOptions
  readonly #queries = new Map<string, SharedQuery<unknown>>()
  readonly #index = new ChangeIndex<SharedQuery<unknown>>()
  readonly #closing = new AbortController()
  readonly #listening = Promise.withResolvers<void>()
  #running: Promise<void> | undefined

  constructor(options: TenantQueriesOptions) {
    this.#options = options
  }

  get queries(): readonly { readonly subscribers: number }[] {
    return [...this.#queries.values()]
  }

  /**
   * The query with this key, which is begun where nobody asks it yet.
   *
   * @throws BackPressureError when there are too many
   */
  find<Result>(key: string, question: Question<Result>): SharedQuery<Result> {
    const found = this.#queries.get(key)
    if (found !== undefined) return found as SharedQuery<Result> // a key names one question, with one kind of result
    const { maxQueries, minIntervalMs, turns, clock, logger } = this.#options
    if (this.#queries.size >= maxQueries) {
      throw new BackPressureError(`${maxQueries} live queries are followed at once`, { retryAfterMs: 5_000 })
    }
    this.#running ??= this.#run()
    const shared = new SharedQuery<unknown>({
      ...(question as unknown as Question<unknown>), // its results go to those who asked it
      minIntervalMs,
      turns,
      clock,
      logger,
      listening: this.#listening.promise,
      onEmpty: () => this.#remove(key),
    })
    this.#queries.set(key, shared)
    this.#index.add(shared, shared.watched)
    return shared as SharedQuery<Result>
  }

  /** Ends all subscriptions, by throwing the error if there is one, and waits for what is under way. */
  async close(end: { readonly error?: unknown }): Promise<void> {
    this.#end(end)
    await this.#running
  }

  #remove(key: string): void {
    const query = this.#queries.get(key)
    if (query === undefined) return
    this.#queries.delete(key)
    this.#index.remove(query, query.watched)
    void query.close({})
    if (this.#queries.size === 0) this.#end({})
  }

  #end(end: { readonly error?: unknown }): void {
    if (this.#closing.signal.aborted) return
    this.#closing.abort()
    this.#listening.resolve() // those who wait for it see that they are closed
    this.#options.onEmpty()
    for (const query of this.#queries.values()) void query.close(end)
    this.#queries.clear()
  }

  async #run(): Promise<void> {
    const { feed, snapshots, projections, tenant } = this.#options
    const { signal } = this.#closing
    try {
      // A feed does not tell when it has begun to listen. What comes after a position read before is told in any case.
      const after = await snapshots.position({ projections, tenant, signal })
      const changes = feed.subscribe({ projections, after, signal })
      this.#listening.resolve()
      for await (const change of changes) {
        if (change.tenant !== tenant) continue
        for (const query of this.#index.touched(change)) query.touch()
      }
      this.#end({})
    } catch (error) {
      this.#end({ error })
    }
  }
}
