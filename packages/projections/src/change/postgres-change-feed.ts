import {
  defaultTenant,
  silentLogger,
  type ChangeFeed,
  type GlobalPosition,
  type Logger,
  type ProjectionChange,
  type ProjectionId,
  type SignalBus,
  type TenantId,
} from '@uno-ts/types'
import type { Kysely } from 'kysely'
import { RunnerSignals } from '../runner/runner-signals.ts'
import { unlessAborted } from '../waiting/unless-aborted.ts'
import { ChangeTail } from './change-tail.ts'
import type { ChangeTables } from './change-tables.ts'
import { PendingChanges } from './pending-changes.ts'
import { nothingSeen, readChanges } from './read-changes.ts'

/** What a {@link PostgresChangeFeed} is made of. */
export interface PostgresChangeFeedOptions {
  /** Where the log of changes is read. It stays open. `any`: the feed knows its own tables only. */
  readonly db: Kysely<any>
  /** The schema of the tables. Default `uno`. */
  readonly schema?: string | undefined
  /** Whose changes are told. Default `default`. */
  readonly tenant?: TenantId | undefined
  /** Tells that somebody has committed. Default: none; the feed looks now and then. */
  readonly signals?: SignalBus | undefined
  /** How often the log is looked at when no signal comes, in milliseconds. Default 1,000. */
  readonly pollIntervalMs?: number | undefined
  /** Hears of reads that failed and are made again. Default: nothing is said. */
  readonly logger?: Logger | undefined
}

type SubscribeOptions = NonNullable<Parameters<ChangeFeed['subscribe']>[0]>

/**
 * Tells what projections have changed, whichever process committed it. Runners write the log with their option `changeLog`;
 * a signal says when to look, and a look now and then finds what a lost signal did not tell.
 *
 * Each change comes at least once, after its commit. Changes of one slice come in the order of their commits; those of
 * different slices and projections in any order. A subscriber that is slower than the changes gets them merged, one a
 * projection. Subscribers of one feed share one reader, and nothing is read while there is none.
 *
 * @example
 * ```ts
 * import { PostgresChangeFeed } from '@uno-ts/projections'
 * import { projectionId, type SignalBus } from '@uno-ts/types'
 * import type { Kysely } from 'kysely'
 *
 * export async function follow(db: Kysely<object>, signals: SignalBus, drop: (key: string) => void): Promise<void> {
 *   const feed = new PostgresChangeFeed({ db, signals })
 *   for await (const { keys } of feed.subscribe({ projections: [projectionId('order-summary')] })) {
 *     for (const key of keys ?? []) drop(key)
 *   }
 * }
 * ```
 */
export class PostgresChangeFeed implements ChangeFeed {
  readonly #tables: ChangeTables
  readonly #options: PostgresChangeFeedOptions
  #tail: ChangeTail | undefined

  constructor(options: PostgresChangeFeedOptions) {
    const { db, schema = 'uno', tenant = defaultTenant } = options
    this.#tables = { db, schema, tenant }
    this.#options = options
  }

  /**
   * Changes as they are committed anywhere, from the first `next()` on. With `after`, first those that came behind this
   * position: keep the position of the change that was dealt with last, of each projection or the least of all. What the
   * log has forgotten since comes as one change of its projection without keys; so does a rebuild.
   *
   * It ends when the signal aborts, by throwing its reason.
   *
   * @throws DatabaseError when the database cannot be reached at first; later it is waited for
   */
  async *subscribe({ projections, after, signal }: SubscribeOptions = {}): AsyncGenerator<ProjectionChange> {
    signal?.throwIfAborted()
    const wanted = projections && new Set<ProjectionId>(projections)
    const isWanted = ({ projectionId }: ProjectionChange) => wanted === undefined || wanted.has(projectionId)
    const pending = new PendingChanges()
    const listener = (change: ProjectionChange) => {
      if (isWanted(change)) pending.add(change)
    }
    const tail = (this.#tail ??= this.#openTail())
    const ends = signal === undefined ? tail.failed : AbortSignal.any([tail.failed, signal])
    try {
      const opened = await unlessAborted(tail.listen(listener), ends)
      if (after !== undefined) yield* this.#backlog(after, opened.snapshot, isWanted)
      for (;;) {
        await unlessAborted(pending.some(), ends)
        const change = pending.take()
        if (change !== undefined) yield change
      }
    } finally {
      if (tail.leave(listener)) await this.#closeTail(tail)
    }
  }

  /** What the tail does not tell, because it was there before; merged, as for a slow subscriber. */
  async *#backlog(
    after: GlobalPosition,
    to: string,
    isWanted: (change: ProjectionChange) => boolean,
  ): AsyncGenerator<ProjectionChange> {
    const pending = new PendingChanges()
    for await (const change of readChanges(this.#tables, { from: nothingSeen, to, after })) {
      if (isWanted(change)) pending.add(change)
    }
    for (let change = pending.take(); change !== undefined; change = pending.take()) yield change
  }

  #openTail(): ChangeTail {
    const { signals, pollIntervalMs = 1_000, logger = silentLogger } = this.#options
    const { tenant } = this.#tables
    return new ChangeTail({
      tables: this.#tables,
      signals: new RunnerSignals({ signals, tenant, logger }),
      pollIntervalMs,
      logger,
    })
  }

  async #closeTail(tail: ChangeTail): Promise<void> {
    if (this.#tail === tail) this.#tail = undefined
    await tail.close()
  }
}
