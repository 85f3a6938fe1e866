import { randomUUID } from 'node:crypto'
import {
  ConfigurationError,
  defaultTenant,
  globalPosition,
  InvalidArgumentError,
  origin,
  type EventSqlSource,
  type EventStore,
  type GlobalPosition,
  type HeldSlice,
  type TenantId,
} from '@uno-ts/types'
import type { Kysely, Transaction } from 'kysely'
import { Projector } from '../define/projector.ts'
import { takeSlices } from '../lease/take-slices.ts'
import { beginVersion } from '../runner/begin-version.ts'
import { PostgresProjectionStorage } from '../storage/postgres-projection-storage.ts'
import { transactionHandle } from '../storage/transaction-handle.ts'
import { execute } from '../table/execute.ts'
import { TallySql } from './tally-sql.ts'
import type { Tally } from './tally.ts'

/** How a rebuild inside the database is done. */
export interface RebuildSqlOptions {
  /** Says where the events are, and how far it is safe to read. */
  readonly eventStore: EventStore
  /** The same database. It stays open. `any`: the tally knows its own table. */
  readonly db: Kysely<any>
  /** The schema of this package's tables. Default `uno`. */
  readonly schema?: string | undefined
  /** Whose rows are rebuilt. Default `default`. */
  readonly tenant?: TenantId | undefined
  /**
   * `true`: in pages, each with its checkpoint in one transaction, so that a kill loses one page at most; queries see the
   * rows grow. `false`: all in one transaction, faster; queries see the old rows until its end. Default `true`.
   */
  readonly resumable?: boolean | undefined
  /** Goes on from the checkpoint, with what a rebuild that was killed has left. Default: begins with empty rows. */
  readonly resume?: boolean | undefined
  /** Events a page. Default 20,000. */
  readonly pageSize?: number | undefined
  /** Hears how far it has come, after each page. */
  readonly onPage?:
    | ((progress: { readonly position: GlobalPosition; readonly head: GlobalPosition }) => void)
    | undefined
  /** Aborts while waiting, by throwing its reason. Default: nobody does. */
  readonly signal?: AbortSignal | undefined
}

/** How long a rebuild that was killed keeps others from the slices, in milliseconds. */
const ttlMs = 15_000

/**
 * Rebuilds a tally inside the database, up to where the log ends now: no event leaves it. The slices belong to the rebuild
 * meanwhile; runners, wherever they are, take them over when it ends, and go on from there. Twice is the same as once.
 * Events of archived streams take no part, as in any replay of the log.
 *
 * @returns where the rows stand
 * @throws ConfigurationError when the store has no SQL source, or its events may be other ones than are stored: nothing was
 * changed
 * @throws SupersededError when a later version is active, or this one was replaced
 * @throws LeaseLostError when the slices were taken by somebody else: what was written so far stands, with its checkpoint
 * @throws InvalidArgumentError when it cannot go on because the slices stand in different places: a runner has gone on
 * @example
 * ```ts
 * import { rebuildSql, type Tally } from '@uno-ts/projections'
 * import type { EventStore } from '@uno-ts/types'
 * import type { Kysely } from 'kysely'
 *
 * export async function rebuild(tally: Tally, eventStore: EventStore, db: Kysely<unknown>): Promise<void> {
 *   await rebuildSql(tally, { eventStore, db, onPage: ({ position, head }) => console.log(`${position} of ${head}`) })
 * }
 * ```
 */
export async function rebuildSql(tally: Tally, options: RebuildSqlOptions): Promise<GlobalPosition> {
  const { eventStore, resumable = true, resume = false, tenant = defaultTenant, signal } = options
  const table = { ...tally.table, name: new Projector(tally).tableOf(tally.table.name) }
  const statements = new TallySql({ ...tally, table }, plainSource(tally, eventStore))
  const rebuild = new Rebuild(tally, statements, options)
  const head = await eventStore.head({ tenant, signal })
  if (!resumable) return await rebuild.atOnce(head)
  return await rebuild.inPages(head, resume)
}

/** Where the events are, if they are read as they are stored. */
function plainSource(tally: Tally, eventStore: EventStore): EventSqlSource {
  const refuse = (found: string): never => {
    throw new ConfigurationError(`tally "${tally.name}" cannot be rebuilt in SQL: ${found}`, {
      path: tally.name,
    })
  }
  const source = eventStore.sqlSource?.()
  if (source === undefined) return refuse('the event store has no SQL source')
  const isPlain = tally.readsAnyVersion === true || source.isReadAsStored(tally.eventTypes)
  return isPlain ? source : refuse('its events may be read as other ones than are stored')
}

/** One rebuild: what it writes with. */
class Rebuild {
  readonly #statements: TallySql
  readonly #options: RebuildSqlOptions
  readonly #projector: Projector
  readonly #storage: PostgresProjectionStorage
  readonly #tenant: TenantId
  readonly #memberId: string = `rebuild-${randomUUID()}`

  constructor(tally: Tally, statements: TallySql, options: RebuildSqlOptions) {
    this.#statements = statements
    this.#options = options
    this.#projector = new Projector(tally)
    this.#tenant = options.tenant ?? defaultTenant
    this.#storage = new PostgresProjectionStorage(options)
  }

  async atOnce(head: GlobalPosition): Promise<GlobalPosition> {
    const { signal } = this.#options
    signal?.throwIfAborted()
    await this.#beginVersion()
    await this.#storage.transaction(async ({ sql: tx }) => {
      await this.#begin(tx, head)
      await execute(tx, [this.#statements.whole({ tenant: this.#tenant, upTo: head })])
      signal?.throwIfAborted()
    })
    await this.#storage.leases.release(this.#memberId, [this.#slices()])
    return head
  }

  async inPages(head: GlobalPosition, resume: boolean): Promise<GlobalPosition> {
    const { signal, onPage } = this.#options
    signal?.throwIfAborted()
    await this.#beginVersion()
    await this.#stayAlive()
    try {
      let held = await this.#storage.transaction(({ sql: tx }) =>
        this.#begin(tx, resume ? undefined : origin),
      )
      let position = placeOf(held)
      let renewedAt = performance.now()
      while (position < head) {
        signal?.throwIfAborted()
        if (performance.now() - renewedAt > ttlMs / 3) {
          await this.#stayAlive()
          renewedAt = performance.now()
        }
        const to = await this.#writePage(held, { after: position, upTo: head })
        held = held.map((slice) => ({ ...slice, position: to }))
        position = to
        onPage?.({ position, head })
      }
      return position
    } finally {
      await this.#storage.leases.leave(this.#memberId)
    }
  }

  async #beginVersion(): Promise<void> {
    const target = { storage: this.#storage, projector: this.#projector, tenant: this.#tenant }
    await beginVersion(target, this.#options.signal ?? new AbortController().signal)
  }

  /** Takes the slices; empties the rows when they are made from the beginning. */
  async #begin(tx: Transaction<any>, position: GlobalPosition | undefined): Promise<readonly HeldSlice[]> {
    const { slices } = this.#projector
    const tables = { db: tx, schema: this.#options.schema ?? 'uno', tenant: this.#tenant }
    const held = await takeSlices(tables, this.#projector, { memberId: this.#memberId, slices, position })
    if (position === undefined) return held
    const transaction = transactionHandle(tx)
    await this.#storage.deadLetters.remove(this.#projector, {}, { transaction })
    await this.#projector.reset({ tx, tenant: this.#tenant })
    return held
  }

  async #writePage(
    held: readonly HeldSlice[],
    { after, upTo }: { readonly after: GlobalPosition; readonly upTo: GlobalPosition },
  ): Promise<GlobalPosition> {
    const { pageSize = 20_000 } = this.#options
    const { text, values } = this.#statements.page({ tenant: this.#tenant, after, upTo }, pageSize)
    return await this.#storage.transaction(async (transaction) => {
      const { rows } = await transaction.connection.query<{ events: number; position: string | null }>({
        text,
        values: [...values],
      })
      const { events = 0, position = null } = rows[0] ?? {}
      const to = events < pageSize || position === null ? upTo : globalPosition(position)
      const moves = held.map(({ slice, epoch }) => ({ slice, epoch, from: after, to }))
      await this.#storage.checkpoints.saveSlices(this.#projector, moves, { transaction })
      return to
    })
  }

  async #stayAlive(): Promise<void> {
    await this.#storage.leases.renew({ memberId: this.#memberId, runs: [] }, { ttlMs })
  }

  #slices() {
    const { projectionId, version, slices } = this.#projector
    return { projectionId, version, slices: Array.from({ length: slices }, (_, slice) => slice) }
  }
}

/** Where all slices stand. */
function placeOf(held: readonly HeldSlice[]): GlobalPosition {
  const [first] = held
  const position = first?.position ?? origin
  if (held.some((slice) => slice.position !== position)) {
    throw new InvalidArgumentError(
      'the slices stand in different places: a runner has gone on with the rebuild, and ends it',
    )
  }
  return position
}
