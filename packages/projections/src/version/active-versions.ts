import {
  NotFoundError,
  systemClock,
  type ActiveVersions as ActiveVersionsContract,
  type Clock,
  type ProjectionId,
  type ProjectionVersions,
  type ProjectionVersionStore,
} from '@uno-ts/types'
import { versionedTable } from './versioned-table.ts'

/** How {@link ActiveVersions} look. */
export interface ActiveVersionsOptions {
  /** Where versions are kept, such as `PostgresProjectionVersionStore`. */
  readonly versions: ProjectionVersionStore
  /**
   * How long an answer is given again without asking, in milliseconds. It must be much shorter than the grace for which the
   * tables of a replaced version stay. Default 1,000.
   */
  readonly refreshMs?: number | undefined
  /** What time it is. Default: the machine's clock. */
  readonly clock?: Clock | undefined
}

interface Known {
  readonly found: ProjectionVersions
  readonly at: number
}

/**
 * Tells queries which tables they read. It asks at most once a second a projection, whatever the number of queries; a runner
 * has its own, which knows of a swap at once.
 *
 * @example
 * ```ts
 * import { ActiveVersions, PostgresProjectionVersionStore } from '@uno-ts/projections'
 * import { projectionId } from '@uno-ts/types'
 * import type { Kysely } from 'kysely'
 *
 * export function orderTable(db: Kysely<object>): () => Promise<string> {
 *   const versions = new ActiveVersions({ versions: new PostgresProjectionVersionStore({ db }) })
 *   return () => versions.activeTable(projectionId('order-summary'), 'order_summary')
 * }
 * ```
 */
export class ActiveVersions implements ActiveVersionsContract {
  readonly #versions: ProjectionVersionStore
  readonly #refreshMs: number
  readonly #clock: Clock
  readonly #known = new Map<ProjectionId, Known>()
  readonly #asked = new Map<ProjectionId, Promise<ProjectionVersions | undefined>>()

  constructor({ versions, refreshMs = 1_000, clock = systemClock }: ActiveVersionsOptions) {
    this.#versions = versions
    this.#refreshMs = refreshMs
    this.#clock = clock
  }

  /** {@inheritDoc ActiveVersionsContract.activeVersion} */
  async activeVersion(projectionId: ProjectionId): Promise<number | undefined> {
    return (await this.#find(projectionId))?.activeVersion
  }

  /** {@inheritDoc ActiveVersionsContract.activeTable} */
  async activeTable(projectionId: ProjectionId, table: string): Promise<string> {
    const found = await this.#find(projectionId)
    const active = found?.versions.find(({ version }) => version === found.activeVersion)
    if (active === undefined) throw new NotFoundError('active version of a projection')
    const own = versionedTable(table, active.version)
    return active.tables.includes(own) ? own : table
  }

  /** Takes what somebody else has found. */
  learn(found: ProjectionVersions): void {
    const before = this.#known.get(found.projectionId)?.found.activeVersion ?? 0
    if ((found.activeVersion ?? 0) < before) return // read before what is known: versions are only ever replaced by later ones
    this.#known.set(found.projectionId, { found, at: this.#clock.now() })
  }

  /** Forgets what it knows: the next query asks. Call it when a signal says that another version is read. */
  refresh(): void {
    this.#known.clear()
  }

  async #find(projectionId: ProjectionId): Promise<ProjectionVersions | undefined> {
    const known = this.#known.get(projectionId)
    if (known !== undefined && this.#clock.now() - known.at < this.#refreshMs) return known.found
    const asked = this.#asked.get(projectionId) ?? this.#ask(projectionId)
    this.#asked.set(projectionId, asked)
    return await asked
  }

  async #ask(projectionId: ProjectionId): Promise<ProjectionVersions | undefined> {
    try {
      const [found] = await this.#versions.find([projectionId])
      if (found?.activeVersion !== undefined) this.learn(found)
      return this.#known.get(projectionId)?.found ?? found
    } finally {
      this.#asked.delete(projectionId)
    }
  }
}
