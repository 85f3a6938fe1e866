import {
  defaultTenant,
  silentLogger,
  systemClock,
  type CacheEntry,
  type ChangeFeed,
  type Clock,
  type Criteria,
  type FieldOf,
  type GlobalPosition,
  type Logger,
  type Page,
  type PageRequest,
  type PageRequestOf,
  type ProjectionChange,
  type ProjectionId,
  type ReadModel,
  type ReadModelCache,
  type ReadModelDefinition,
  type ReadModelOptions,
  type ReadModelRepository,
  type RowWith,
  type SaveOptions,
  type TenantId,
} from '@uno-ts/types'
import { foundIn, type CachedRow, type FoundRow } from './cached-row.ts'
import { Flights } from './flights.ts'
import { repositorySource, type ModelSource } from './model-source.ts'
import { rowKey } from './row-key.ts'
import { RowLoader } from './row-loader.ts'
import { untilAborted } from './until-aborted.ts'

/** What a {@link HybridReadModelRepository} is made of. */
export interface HybridReadModelRepositoryOptions<Row> {
  /** The truth. */
  readonly repository: ReadModelRepository<Row>
  /** Where rows are kept for a while: in memory, in Redis, or both. */
  readonly cache: ReadModelCache
  /** The read model that is cached. */
  readonly model: ReadModelDefinition
  /**
   * Where rows are read that are to be kept. Default: the repository. A `PostgresModelSource` reads the projection's
   * checkpoint with them, which `minPosition` needs.
   */
  readonly source?: ModelSource<Row> | undefined
  /** How old a row may be when it is answered, in milliseconds. Default 30,000. */
  readonly maxStalenessMs?: number | undefined
  /** The same for the answer that there is no such row; 0 keeps none. Default: `maxStalenessMs`. */
  readonly maxAbsenceMs?: number | undefined
  /**
   * From this age on a row is answered once more and read anew in the background, in milliseconds. It does not grow older
   * than `maxStalenessMs` by that. Default: never.
   */
  readonly refreshAfterMs?: number | undefined
  /**
   * How long to wait for another process that is reading the same row, in milliseconds. Worth it when a read costs more
   * than a few milliseconds. Default 0: read too, and keep nothing.
   */
  readonly waitForOthersMs?: number | undefined
  /** Tags of a row, for `invalidateTags`. Default: those of the model. */
  readonly tags?: ((row: Row) => readonly string[]) | undefined
  /** The tenant of calls that name none. Default `default`. */
  readonly tenant?: TenantId | undefined
  /** Default: the machine's clock. */
  readonly clock?: Clock | undefined
  /** Is told of rows that could not be read anew in the background. Default: silent. */
  readonly logger?: Logger | undefined
}

/**
 * A repository whose rows are answered from a cache where it has them. The database stays the truth: writes go there
 * and then outdate the key.
 *
 * `get` and `getMany` may be answered from the cache, at most `maxStalenessMs` after the database said so: that bounds
 * what a crash between the two, or a writer that goes past this class, can leave behind. Readers that race with a writer
 * leave nothing behind: they read under a lease. Everything else asks the database, and so does every call within a
 * transaction. Whoever writes within one outdates the keys after its commit. Cached rows are shared: do not change them.
 *
 * @example
 * ```ts
 * import { HybridReadModelRepository, MemoryCache, PostgresModelSource } from '@uno-ts/read-model'
 * import type { ReadModelDefinition, ReadModelRepository, RowOf, UnitOfWork } from '@uno-ts/types'
 * import { projectionId } from '@uno-ts/types'
 * import type { Kysely } from 'kysely'
 *
 * export function cached<Model extends ReadModelDefinition>(
 *   db: Kysely<unknown>,
 *   model: Model,
 *   repository: ReadModelRepository<RowOf<Model>>,
 * ): HybridReadModelRepository<RowOf<Model>> {
 *   const projection = { id: projectionId(model.name), version: 1 }
 *   const source = new PostgresModelSource({ db, model, projection })
 *   return new HybridReadModelRepository({ repository, source, model, cache: new MemoryCache() })
 * }
 *
 * export function outdateAfter(unit: UnitOfWork, rows: HybridReadModelRepository<unknown>, id: string): void {
 *   unit.onCommit(() => rows.invalidate([id]))
 * }
 * ```
 */
export class HybridReadModelRepository<Row> implements ReadModelRepository<Row> {
  readonly #repository: ReadModelRepository<Row>
  readonly #cache: ReadModelCache
  readonly #model: ReadModelDefinition
  readonly #refreshAfterMs: number
  readonly #tenant: TenantId
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #loader: RowLoader<Row>
  readonly #flights = new Flights<FoundRow<Row>>()
  readonly #refreshes = new Flights<FoundRow<Row>>()

  constructor({
    repository,
    cache,
    model,
    source = repositorySource(repository),
    maxStalenessMs = 30_000,
    maxAbsenceMs = maxStalenessMs,
    refreshAfterMs = Infinity,
    waitForOthersMs = 0,
    tags = (row) => model.tags?.(row) ?? [],
    tenant = defaultTenant,
    clock = systemClock,
    logger = silentLogger,
  }: HybridReadModelRepositoryOptions<Row>) {
    this.#repository = repository
    this.#cache = cache
    this.#model = model
    this.#refreshAfterMs = refreshAfterMs
    this.#tenant = tenant
    this.#clock = clock
    this.#logger = logger
    this.#loader = new RowLoader({
      source,
      cache,
      tenant,
      maxStalenessMs,
      maxAbsenceMs: Math.min(maxAbsenceMs, maxStalenessMs),
      waitForOthersMs,
      tags,
      clock,
    })
  }

  async get(id: string, options: ReadModelOptions = {}): Promise<Row | undefined> {
    if (options.transaction !== undefined) return this.#repository.get(id, options)
    options.signal?.throwIfAborted()
    const near = this.#cache.near?.<CachedRow<Row>>(this.#key(id, options))
    if (near !== undefined && this.#isFit(near, options)) return near.value ?? undefined
    const [found] = await this.#find([id], options)
    return found?.row
  }

  async getMany(
    ids: readonly string[],
    options: ReadModelOptions = {},
  ): Promise<readonly (Row | undefined)[]> {
    if (options.transaction !== undefined) return this.#repository.getMany(ids, options)
    if (ids.length === 0) return []
    return (await this.#find(ids, options)).map((found) => found?.row)
  }

  getModel(id: string, options?: ReadModelOptions): Promise<ReadModel<Row> | undefined> {
    return this.#repository.getModel(id, options)
  }

  /** With `fields`, rows of those alone: the compiler knows which. */
  find<const Fields extends readonly FieldOf<Row>[]>(
    request: PageRequestOf<Row, Fields>,
    options?: ReadModelOptions,
  ): Promise<Page<RowWith<Row, Fields>>>
  find(request?: PageRequest, options?: ReadModelOptions): Promise<Page<Row>>
  find(request?: PageRequest, options?: ReadModelOptions): Promise<Page<unknown>> {
    return this.#repository.find(request, options)
  }

  stream(
    request?: Pick<PageRequest, 'where' | 'sort'>,
    options?: ReadModelOptions & { readonly batchSize?: number | undefined },
  ): AsyncIterable<Row> {
    return this.#repository.stream(request, options)
  }

  count(where?: Criteria, options?: ReadModelOptions): Promise<number> {
    return this.#repository.count(where, options)
  }

  exists(id: string, options?: ReadModelOptions): Promise<boolean> {
    return this.#repository.exists(id, options)
  }

  async save(row: Row, options: SaveOptions = {}): Promise<void> {
    await this.#outdating([this.#idOf(row)], options, () => this.#repository.save(row, options))
  }

  async saveMany(rows: readonly Row[], options: Omit<SaveOptions, 'expectedVersion'> = {}): Promise<void> {
    const ids = rows.map((row) => this.#idOf(row))
    await this.#outdating(ids, options, () => this.#repository.saveMany(rows, options))
  }

  async patch(id: string, changes: Partial<Row>, options: SaveOptions = {}): Promise<boolean> {
    return this.#outdating([id], options, () => this.#repository.patch(id, changes, options))
  }

  async delete(id: string, options: ReadModelOptions = {}): Promise<boolean> {
    return this.#outdating([id], options, () => this.#repository.delete(id, options))
  }

  async deleteMany(ids: readonly string[], options: ReadModelOptions = {}): Promise<number> {
    return this.#outdating(ids, options, () => this.#repository.deleteMany(ids, options))
  }

  /**
   * Outdates rows that were changed past this class: call it after the commit. When it has ended no answer that was read
   * before it began is given to whoever asks.
   *
   * @param options - `position` is the event that changed them: no row that has seen less is kept after it
   */
  async invalidate(
    ids: readonly string[],
    {
      tenant,
      position,
    }: { readonly tenant?: TenantId | undefined; readonly position?: GlobalPosition | undefined } = {},
  ): Promise<void> {
    const keys = ids.map((id) => this.#key(id, { tenant }))
    this.#forget(keys)
    await this.#cache.outdate(keys, { position })
    this.#forget(keys) // who has begun to read meanwhile may have found what is gone now
  }

  /**
   * Outdates all rows that carry one of the tags, of every tenant; cached rows of other models that share the cache too.
   * That a row was not there carries no tag.
   */
  async invalidateTags(tags: readonly string[]): Promise<void> {
    this.#forgetAll() // which tags the rows will carry that are being read now, nobody knows
    await this.#cache.invalidateTags(tags)
    this.#forgetAll()
  }

  /** Forgets all cached rows of this read model, of every tenant. */
  async invalidateAll(): Promise<void> {
    this.#forgetAll()
    await this.#cache.invalidateAll(`${this.#model.name}:`)
    this.#forgetAll()
  }

  /** Outdates what a projection's commit has changed. The keys of the change are ids of rows. */
  async applyChange({ keys, tenant, position }: ProjectionChange): Promise<void> {
    if (keys === undefined) await this.invalidateAll()
    else await this.invalidate(keys, { tenant, position })
  }

  /** Applies the changes of a projection as they come, until the signal. @throws what the feed throws, and the signal's reason */
  async follow(
    changes: ChangeFeed,
    { projection, signal }: { readonly projection: ProjectionId; readonly signal: AbortSignal },
  ): Promise<void> {
    for await (const change of changes.subscribe({ projections: [projection], signal })) {
      await this.applyChange(change)
    }
  }

  /** Whether it can be answered as it is, and nothing is to be done about it. */
  #isFit({ position, storedAt }: CacheEntry<CachedRow<Row>>, { minPosition }: ReadModelOptions): boolean {
    if (minPosition !== undefined && (position ?? -1n) < minPosition) return false
    return this.#refreshAfterMs === Infinity || this.#clock.now() - storedAt < this.#refreshAfterMs
  }

  async #find(
    ids: readonly string[],
    options: ReadModelOptions,
  ): Promise<readonly (FoundRow<Row> | undefined)[]> {
    const { signal, minPosition } = options
    signal?.throwIfAborted()
    const keys = ids.map((id) => this.#key(id, options))
    const reading = this.#flights.join(
      keys,
      (missing) => this.#lookUp(missing, options),
      (answer) => answer?.isKept === true,
    )
    const found = await untilAborted(reading, signal)
    if (minPosition === undefined) return found
    return this.#atLeast(minPosition, { ids, found, options })
  }

  /** Reads what was found at too early a checkpoint anew, for this caller. */
  async #atLeast(
    minPosition: GlobalPosition,
    { ids, found, options }: FoundByIds<Row> & { readonly options: ReadModelOptions },
  ): Promise<readonly (FoundRow<Row> | undefined)[]> {
    const isEarly = (each: FoundRow<Row> | undefined) => (each?.position ?? -1n) < minPosition
    const early = ids.filter((_id, index) => isEarly(found[index]))
    if (early.length === 0) return found
    const read = await this.#loader.load(
      early.map((id) => this.#key(id, options)),
      { ...options, waitMs: 0 },
    )
    return ids.map((id, index) => (isEarly(found[index]) ? read.get(this.#key(id, options)) : found[index]))
  }

  /** Asks the cache, and the database for what the cache has not. */
  async #lookUp(
    keys: readonly string[],
    options: ReadModelOptions,
  ): Promise<ReadonlyMap<string, FoundRow<Row>>> {
    const entries = await this.#cache.getMany<CachedRow<Row>>(keys)
    const found = new Map<string, FoundRow<Row>>()
    const missing: string[] = []
    const aged: string[] = []
    const now = this.#clock.now()
    for (const [index, key] of keys.entries()) {
      const entry = entries[index]
      if (entry === undefined) missing.push(key)
      else {
        found.set(key, foundIn(entry))
        if (now - entry.storedAt >= this.#refreshAfterMs) aged.push(key)
      }
    }
    if (aged.length > 0) this.#refresh(aged, options)
    if (missing.length === 0) return found
    for (const [key, row] of await this.#loader.load(missing, options)) found.set(key, row)
    return found
  }

  /** Nobody waits for it: the rows that are there are answered meanwhile. */
  #refresh(keys: readonly string[], options: ReadModelOptions): void {
    this.#refreshes
      .join(
        keys,
        (missing) => this.#loader.load(missing, { ...options, waitMs: 0 }),
        () => true, // nobody is given it
      )
      .catch((error: unknown) => {
        this.#logger.warn({ err: error }, `rows of ${this.#model.name} could not be read anew`)
      })
  }

  /** Outdates the keys whatever comes of the write: one that fails may have been committed all the same. */
  async #outdating<Result>(
    ids: readonly string[],
    options: SaveOptions,
    write: () => Promise<Result>,
  ): Promise<Result> {
    try {
      return await write()
    } finally {
      await this.invalidate(ids, options)
    }
  }

  #forget(keys: readonly string[]): void {
    this.#flights.forget(keys)
    this.#refreshes.forget(keys)
  }

  #forgetAll(): void {
    this.#flights.forgetAll()
    this.#refreshes.forgetAll()
  }

  #idOf(row: Row): string {
    return String((row as Readonly<Record<string, unknown>>)[this.#model.key]) // a text, as the definition says
  }

  #key(id: string, { tenant = this.#tenant }: Pick<ReadModelOptions, 'tenant'>): string {
    return rowKey(this.#model.name, { tenant, id })
  }
}

interface FoundByIds<Row> {
  readonly ids: readonly string[]
  readonly found: readonly (FoundRow<Row> | undefined)[]
}
