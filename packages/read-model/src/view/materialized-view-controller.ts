import { metrics as api, type Histogram, type Meter } from '@opentelemetry/api'
import {
  InvalidArgumentError,
  isUnoError,
  NotFoundError,
  SchemaError,
  silentLogger,
  type Logger,
  type Outcome,
} from '@uno-ts/types'
import { sql } from 'kysely'
import { setTimeout as delay } from 'node:timers/promises'
import { translateError } from '../error/translate-error.ts'
import type { AnyKysely } from '../repository/any-kysely.ts'
import { checkTableName } from '../table/identifier.ts'
import { telemetry } from '../telemetry.ts'
import { cancelledBy } from './cancelled-by.ts'
import { createViewIndexes, registerView, viewStatement } from './create-view.ts'
import { lockDueView, lockView, type LockedView } from './lock-view.ts'
import type { MaterializedViewDefinition, MaterializedViewStatus, ViewRefresh } from './materialized-view.ts'
import { recordFailure, recordRefresh } from './record-refresh.ts'
import { selectViews, type KnownView } from './select-views.ts'
import { viewTable } from './view-table.ts'

/** Where a {@link MaterializedViewController} works. */
export interface MaterializedViewControllerOptions {
  /** The application's Kysely; it stays open. */
  readonly db: AnyKysely
  /** The schema of the views and of the table that registers them. Default `uno`. */
  readonly schema?: string | undefined
  /** Is told of refreshes that fail by the schedule. Default: silent. */
  readonly logger?: Logger | undefined
  /** Default: the global one. */
  readonly meter?: Meter | undefined
}

/** What a call that may take long is given. */
interface Waiting {
  /** Ends the statement that runs. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Makes, refreshes and drops materialized views: rows that are computed from time to time instead of with every question.
 *
 * Views are registered in a table, and whoever refreshes one holds its row: processes never refresh the same view at once,
 * and a schedule that runs in all of them refreshes each view once when its time has come. A refresh that fails leaves the
 * rows as they were. Run `materializedViewMigrations` first.
 *
 * @example
 * ```ts
 * import { MaterializedViewController } from '@uno-ts/read-model'
 * import { sql, type Kysely } from 'kysely'
 *
 * export async function bestSellers(db: Kysely<unknown>, signal: AbortSignal): Promise<void> {
 *   const views = new MaterializedViewController({ db })
 *   await views.createView({
 *     name: 'best_sellers',
 *     query: sql`select code, sum(units) as units from uno.order_lines group by code`,
 *     uniqueKey: ['code'],
 *     refreshEveryMs: 60_000,
 *   })
 *   await views.run({ signal }) // until the application ends
 * }
 * ```
 */
export class MaterializedViewController {
  readonly #db: AnyKysely
  readonly #schema: string
  readonly #logger: Logger
  readonly #meter: Meter | undefined
  #duration: Histogram | undefined

  constructor({ db, schema = 'uno', logger = silentLogger, meter }: MaterializedViewControllerOptions) {
    this.#db = db.withoutPlugins() // a plugin that renames columns would rename ours
    this.#schema = schema
    this.#logger = logger
    this.#meter = meter
  }

  /**
   * Makes a view with its indexes and its first rows, all or nothing. One that is there with the same query stays as it
   * is: every process may call it when it starts.
   *
   * @throws ConfigurationError when its name is none for a table
   * @throws SchemaError when it is there with another query: drop it first. Nothing was changed
   * @throws DatabaseError when the query fails: nothing was made
   */
  async createView(view: MaterializedViewDefinition): Promise<void> {
    const { name, refreshEveryMs } = view
    checkTableName(name)
    if (refreshEveryMs !== undefined && !(refreshEveryMs >= 1 && Number.isSafeInteger(refreshEveryMs))) {
      throw new InvalidArgumentError(`refreshEveryMs is a whole number from 1, found ${refreshEveryMs}`)
    }
    const definition = viewStatement(this.#db, this.#schema, view)
    await this.#within(name, async (tx) => {
      if (!(await registerView(tx, this.#schema, { name, definition, refreshEveryMs }))) {
        return this.#keepAsItIs(tx, { name, definition, refreshEveryMs })
      }
      const locked = await lockView(tx, this.#schema, name)
      await sql.raw(definition).execute(tx)
      await createViewIndexes(tx, this.#schema, view)
      if (locked !== undefined) await recordRefresh(tx, this.#schema, { name, ...locked })
    })
  }

  /**
   * Computes the rows of a view anew. Waits for whoever is refreshing it just now, and refreshes it then.
   *
   * @throws NotFoundError when it was not made by `createView`
   * @throws DatabaseError when it fails: the rows are those of before, and the status says why
   */
  async refreshView(name: string, options: Waiting = {}): Promise<ViewRefresh> {
    const refresh = await this.#refresh(name, { ...options, lock: lockView })
    if (refresh === undefined) throw new NotFoundError(`materialized view "${name}"`)
    return refresh
  }

  /**
   * Refreshes all views, those before that others read from. One that fails does not keep the others from it: they read
   * its rows as they were.
   */
  async refreshAllViews(options: Waiting = {}): Promise<readonly Outcome<ViewRefresh>[]> {
    const outcomes: Outcome<ViewRefresh>[] = []
    for (const { name } of await this.#known()) {
      options.signal?.throwIfAborted()
      const outcome = await outcomeOf(this.#refresh(name, { ...options, lock: lockView }))
      if (outcome !== undefined) outcomes.push(outcome) // one that was dropped meanwhile is none
    }
    return outcomes
  }

  /** Refreshes the views whose time has come and that nobody else is refreshing. `run` does so from time to time. */
  async refreshDueViews(options: Waiting = {}): Promise<readonly Outcome<ViewRefresh>[]> {
    const outcomes: Outcome<ViewRefresh>[] = []
    for (const { name, refresh_every_ms: everyMs } of await this.#known()) {
      options.signal?.throwIfAborted()
      if (everyMs === null) continue
      const outcome = await outcomeOf(this.#refresh(name, { ...options, lock: lockDueView }))
      if (outcome !== undefined) outcomes.push(outcome)
    }
    return outcomes
  }

  /**
   * Refreshes views by their `refreshEveryMs` until the signal. Any number of processes may run it.
   *
   * @param options - `pollMs` is how often it looks whose time has come, in milliseconds. Default 1,000
   */
  async run({
    signal,
    pollMs = 1_000,
  }: {
    readonly signal: AbortSignal
    readonly pollMs?: number | undefined
  }): Promise<void> {
    while (!signal.aborted) {
      try {
        for (const outcome of await this.refreshDueViews({ signal })) {
          if (!outcome.ok)
            this.#logger.warn({ err: outcome.error }, 'a materialized view could not be refreshed')
        }
      } catch (error) {
        if (!signal.aborted) this.#logger.warn({ err: error }, 'materialized views could not be looked after')
      }
      await delay(pollMs, undefined, { signal }).catch(() => undefined) // the loop ends by the signal
    }
  }

  /**
   * Drops a view and its registration; `false` when there was none.
   *
   * @throws DatabaseError when another view reads from it: nothing was dropped
   */
  async dropView(name: string): Promise<boolean> {
    return this.#within(name, async (tx) => {
      if ((await lockView(tx, this.#schema, name)) === undefined) return false
      await sql`drop materialized view if exists ${sql.id(this.#schema, name)}`.execute(tx)
      await sql`delete from ${viewTable(this.#schema)} where name = ${name}`.execute(tx)
      return true
    })
  }

  /** Where a view stands. @throws NotFoundError when it was not made by `createView` */
  async getViewStatus(name: string): Promise<MaterializedViewStatus> {
    const [view] = await this.#known(name)
    if (view === undefined) throw new NotFoundError(`materialized view "${name}"`)
    return statusOf(view)
  }

  async #keepAsItIs(tx: AnyKysely, { name, definition, refreshEveryMs = null }: Registration): Promise<void> {
    const [view] = await selectViews(tx, this.#schema, name)
    if (view?.definition !== definition) {
      throw new SchemaError(`the materialized view "${name}" is there with another query: drop it first`)
    }
    if (numberOf(view.refresh_every_ms) === refreshEveryMs) return
    await sql`
      update ${viewTable(this.#schema)} set refresh_every_ms = ${refreshEveryMs} where name = ${name}`.execute(
      tx,
    )
  }

  /** `undefined` when the lock was not to be had. */
  async #refresh(name: string, { lock, signal }: Refreshing): Promise<ViewRefresh | undefined> {
    signal?.throwIfAborted()
    const began = performance.now()
    try {
      const refresh = await this.#within(name, async (tx) => {
        const locked = await lock(tx, this.#schema, name)
        return locked && this.#refreshLocked(tx, { name, signal, ...locked })
      })
      if (refresh !== undefined) this.#measure(name, { began, success: true })
      return refresh
    } catch (error) {
      if (signal?.aborted === true) throw signal.reason // given up, not failed
      this.#measure(name, { began, success: false })
      await this.#recordFailure(name, error)
      throw error
    }
  }

  async #refreshLocked(
    tx: AnyKysely,
    { name, signal, startedAt }: LockedView & Waiting & { readonly name: string },
  ): Promise<ViewRefresh> {
    const [view] = await selectViews(tx, this.#schema, name)
    const concurrently = view?.can_refresh_concurrently ?? false
    const how = concurrently ? sql`concurrently ` : sql``
    const statement = sql`refresh materialized view ${how}${sql.id(this.#schema, name)}`
    await cancelledBy(signal, { db: this.#db, tx, run: () => statement.execute(tx) })
    const durationMs = await recordRefresh(tx, this.#schema, { name, startedAt })
    return { name, concurrently, refreshedAt: startedAt, durationMs }
  }

  /** The failure itself is thrown; one of writing it down is only logged. */
  async #recordFailure(name: string, error: unknown): Promise<void> {
    try {
      await recordFailure(this.#db, this.#schema, { name, reason: reasonOf(error) })
    } catch (second) {
      this.#logger.warn({ err: second, view: name }, 'the failure of a refresh could not be written down')
    }
  }

  #known(name?: string): Promise<readonly KnownView[]> {
    return this.#translated(name ?? 'views', () => selectViews(this.#db, this.#schema, name))
  }

  #within<Result>(name: string, work: (tx: AnyKysely) => Promise<Result>): Promise<Result> {
    return this.#translated(name, () => this.#db.transaction().execute(work))
  }

  async #translated<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work()
    } catch (error) {
      throw translateError(error, name)
    }
  }

  #measure(view: string, { began, success }: { readonly began: number; readonly success: boolean }): void {
    this.#duration ??= (this.#meter ?? api.getMeter(telemetry.scope)).createHistogram(
      telemetry.instruments.viewRefresh,
      { unit: 's', description: 'how long refreshes of materialized views took' },
    )
    this.#duration.record((performance.now() - began) / 1000, { view, success })
  }
}

interface Registration {
  readonly name: string
  readonly definition: string
  readonly refreshEveryMs?: number | null | undefined
}

interface Refreshing extends Waiting {
  readonly lock: (tx: AnyKysely, schema: string, name: string) => Promise<LockedView | undefined>
}

async function outcomeOf(
  refreshing: Promise<ViewRefresh | undefined>,
): Promise<Outcome<ViewRefresh> | undefined> {
  try {
    const value = await refreshing
    return value && { ok: true, value }
  } catch (error) {
    if (error instanceof Error) return { ok: false, error }
    throw error // the reason of a signal may be anything
  }
}

/** Codes only: the database's message may hold what is in the rows. */
function reasonOf(error: unknown): string {
  if (!isUnoError(error)) return error instanceof Error ? error.name : 'unknown'
  const { cause } = error
  const sqlState = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : ''
  return `${error.code}${sqlState}`
}

function statusOf(view: KnownView): MaterializedViewStatus {
  const { failed_at: at, failure: reason } = view
  return {
    name: view.name,
    exists: view.view_exists,
    canRefreshConcurrently: view.can_refresh_concurrently,
    refreshEveryMs: numberOf(view.refresh_every_ms) ?? undefined,
    lastRefreshedAt: view.refreshed_at,
    lastDurationMs: view.duration_ms,
    lastFailure: at === null || reason === null ? undefined : { at, reason },
  }
}

function numberOf(value: string | number | null): number | null {
  return value === null ? null : Number(value)
}
