import {
  defaultTenant,
  systemClock,
  type CacheStore,
  type Clock,
  type Criteria,
  type Page,
  type PageRequest,
  type ReadModel,
  type ReadModelDefinition,
  type ReadModelOptions,
  type ReadModelRepository,
  type SaveOptions,
  type TenantId,
} from '@uno-ts/types'

/** What a {@link HybridReadModelRepository} is made of. */
export interface HybridReadModelRepositoryOptions<Row> {
  /** The truth. */
  readonly repository: ReadModelRepository<Row>
  /** Where rows are kept for a while: in memory or in Redis. */
  readonly cache: CacheStore
  readonly model: ReadModelDefinition
  /** How old a row may be when it is answered, in milliseconds. Default 30,000. */
  readonly maxStalenessMs?: number | undefined
  /** The tenant of calls that name none. Default `default`. */
  readonly tenant?: TenantId | undefined
  /** Default: the machine's clock. */
  readonly clock?: Clock | undefined
}

/**
 * A repository whose rows are answered from a cache where it has them. The database stays the truth: writes go there
 * and then drop the key.
 *
 * `get` and `getMany` may be answered from the cache, at most `maxStalenessMs` after the database said so: that bounds
 * what a crash, a writer that does not use this class or a race of reader and writer can leave behind. Everything else
 * asks the database, and so does every call within a transaction. Cached rows are shared: do not change them.
 */
export class HybridReadModelRepository<Row> implements ReadModelRepository<Row> {
  readonly #repository: ReadModelRepository<Row>
  readonly #cache: CacheStore
  readonly #model: ReadModelDefinition
  readonly #maxStalenessMs: number
  readonly #tenant: TenantId
  readonly #clock: Clock

  constructor({
    repository,
    cache,
    model,
    maxStalenessMs = 30_000,
    tenant = defaultTenant,
    clock = systemClock,
  }: HybridReadModelRepositoryOptions<Row>) {
    this.#repository = repository
    this.#cache = cache
    this.#model = model
    this.#maxStalenessMs = maxStalenessMs
    this.#tenant = tenant
    this.#clock = clock
  }

  async get(id: string, options: ReadModelOptions = {}): Promise<Row | undefined> {
    const [row] = await this.getMany([id], options)
    return row
  }

  async getMany(
    ids: readonly string[],
    options: ReadModelOptions = {},
  ): Promise<readonly (Row | undefined)[]> {
    options.signal?.throwIfAborted()
    if (options.transaction !== undefined) return this.#repository.getMany(ids, options)
    const entries = await Promise.all(ids.map((id) => this.#cache.get<Row>(this.#key(id, options))))
    const missing = ids.filter((_, index) => entries[index] === undefined)
    const loaded = missing.length === 0 ? new Map<string, Row>() : await this.#load(missing, options)
    return ids.map((id, index) => entries[index]?.value ?? loaded.get(id))
  }

  getModel(id: string, options?: ReadModelOptions): Promise<ReadModel<Row> | undefined> {
    return this.#repository.getModel(id, options)
  }

  find(request?: PageRequest, options?: ReadModelOptions): Promise<Page<Row>> {
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
    await this.#dropping([this.#idOf(row)], options, () => this.#repository.save(row, options))
  }

  async saveMany(rows: readonly Row[], options: Omit<SaveOptions, 'expectedVersion'> = {}): Promise<void> {
    const ids = rows.map((row) => this.#idOf(row))
    await this.#dropping(ids, options, () => this.#repository.saveMany(rows, options))
  }

  async patch(id: string, changes: Partial<Row>, options: SaveOptions = {}): Promise<boolean> {
    return this.#dropping([id], options, () => this.#repository.patch(id, changes, options))
  }

  async delete(id: string, options: ReadModelOptions = {}): Promise<boolean> {
    return this.#dropping([id], options, () => this.#repository.delete(id, options))
  }

  async deleteMany(ids: readonly string[], options: ReadModelOptions = {}): Promise<number> {
    return this.#dropping(ids, options, () => this.#repository.deleteMany(ids, options))
  }

  /** Forgets all cached rows of this read model, of every tenant. */
  async invalidateAll(): Promise<void> {
    await this.#cache.invalidateAll(`${this.#model.name}:`)
  }

  /** Reads rows and keeps them. Their age is counted from before the database was asked. */
  async #load(ids: readonly string[], options: ReadModelOptions): Promise<ReadonlyMap<string, Row>> {
    const askedAt = this.#clock.now()
    const rows = await this.#repository.getMany(ids, options)
    const found = new Map(ids.flatMap((id, index) => (rows[index] === undefined ? [] : [[id, rows[index]]])))
    const ttlMs = this.#maxStalenessMs - (this.#clock.now() - askedAt)
    if (ttlMs > 0) {
      await Promise.all(
        [...found].map(([id, row]) => this.#cache.set(this.#key(id, options), row, { ttlMs })),
      )
    }
    return found
  }

  /** Drops the keys whatever comes of the write: one that fails may have been committed all the same. */
  async #dropping<Result>(
    ids: readonly string[],
    options: ReadModelOptions,
    write: () => Promise<Result>,
  ): Promise<Result> {
    try {
      return await write()
    } finally {
      await Promise.all(ids.map((id) => this.#cache.delete(this.#key(id, options))))
    }
  }

  #idOf(row: Row): string {
    return String((row as Readonly<Record<string, unknown>>)[this.#model.key]) // a text, as the definition says
  }

  #key(id: string, { tenant = this.#tenant }: ReadModelOptions): string {
    return `${this.#model.name}:${JSON.stringify([tenant, id])}`
  }
}
