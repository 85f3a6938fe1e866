import type { CacheLease, Clock, GlobalPosition, ReadModelCache, TenantId } from '@uno-ts/types'
import { setTimeout as delay } from 'node:timers/promises'
import { foundIn, type CachedRow, type FoundRow } from './cached-row.ts'
import type { ModelSource, SourcedRows } from './model-source.ts'
import { idIn } from './row-key.ts'

/** How often another process is looked after while its row is waited for. */
const pollMs = 5

/** Where rows come from, where they are kept, and for how long: the options of the repository, with their defaults. */
export interface RowLoaderOptions<Row> {
  readonly source: ModelSource<Row>
  readonly cache: ReadModelCache
  readonly tenant: TenantId
  readonly maxStalenessMs: number
  readonly maxAbsenceMs: number
  readonly waitForOthersMs: number
  readonly tags: (row: Row) => readonly string[]
  readonly clock: Clock
}

/** How rows are loaded. */
export interface LoadOptions {
  readonly tenant?: TenantId | undefined
  /** How long another process is waited for. Default: as the repository was told. */
  readonly waitMs?: number | undefined
}

/** Brings rows from the database into the cache. */
export class RowLoader<Row> {
  readonly #source: ModelSource<Row>
  readonly #cache: ReadModelCache
  readonly #tenant: TenantId
  readonly #maxStalenessMs: number
  readonly #maxAbsenceMs: number
  readonly #waitForOthersMs: number
  readonly #tags: (row: Row) => readonly string[]
  readonly #clock: Clock

  constructor(options: RowLoaderOptions<Row>) {
    this.#source = options.source
    this.#cache = options.cache
    this.#tenant = options.tenant
    this.#maxStalenessMs = options.maxStalenessMs
    this.#maxAbsenceMs = options.maxAbsenceMs
    this.#waitForOthersMs = options.waitForOthersMs
    this.#tags = options.tags
    this.#clock = options.clock
  }

  /** Reads rows under leases and keeps them. Their age is counted from before the database was asked. */
  async load(
    keys: readonly string[],
    { tenant = this.#tenant, waitMs = this.#waitForOthersMs }: LoadOptions,
  ): Promise<ReadonlyMap<string, FoundRow<Row>>> {
    const leases = await this.#cache.lease(keys)
    const taken = keys.filter((_key, index) => leases[index]?.state === 'taken')
    const found = await this.#awaitOthers(taken, waitMs)
    const own = keys.filter((key) => !found.has(key))
    if (own.length === 0) return found
    const leaseOf = new Map(keys.map((key, index) => [key, leases[index]]))
    const askedAt = this.#clock.now()
    // The caller's signal ends the caller's waiting, not the reading: others may wait for it too.
    const sourced = await this.#source.read(own.map(idIn), { tenant })
    const kept = await Promise.all(
      own.map((key, index) => this.#fill(key, { sourced, index, askedAt, lease: leaseOf.get(key) })),
    )
    for (const [index, key] of own.entries()) {
      const isKept = kept[index] === true
      found.set(key, { row: sourced.rows[index]?.row, position: sourced.checkpoint, isKept })
    }
    return found
  }

  /** Whether the cache has taken it. */
  async #fill(key: string, { sourced, index, askedAt, lease }: Filling<Row>): Promise<boolean> {
    if (lease?.state !== 'granted') return false
    const found = sourced.rows[index]
    const ageMs = this.#clock.now() - askedAt
    const ttlMs = (found === undefined ? this.#maxAbsenceMs : this.#maxStalenessMs) - ageMs
    if (ttlMs <= 0) return false
    const { checkpoint } = sourced
    return await this.#cache.fill<CachedRow<Row>>(key, found?.row ?? null, {
      token: lease.token,
      ttlMs,
      tags: found && this.#tags(found.row),
      position: checkpoint,
      reflects: later(found?.position, checkpoint),
    })
  }

  /** What other processes have read, as far as it comes in time. */
  async #awaitOthers(keys: readonly string[], waitMs: number): Promise<Map<string, FoundRow<Row>>> {
    const found = new Map<string, FoundRow<Row>>()
    let waiting = keys
    for (let waitedMs = 0; waiting.length > 0 && waitedMs < waitMs; waitedMs += pollMs) {
      await delay(pollMs)
      const entries = await this.#cache.getMany<CachedRow<Row>>(waiting)
      for (const [index, key] of waiting.entries()) {
        const entry = entries[index]
        if (entry !== undefined) found.set(key, foundIn(entry))
      }
      waiting = waiting.filter((key) => !found.has(key))
    }
    return found
  }
}

interface Filling<Row> {
  readonly sourced: SourcedRows<Row>
  readonly index: number
  readonly askedAt: number
  readonly lease: CacheLease | undefined
}

function later(a: GlobalPosition | undefined, b: GlobalPosition | undefined): GlobalPosition | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return a > b ? a : b
}
