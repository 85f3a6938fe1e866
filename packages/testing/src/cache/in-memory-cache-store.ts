import {
  InvalidArgumentError,
  systemClock,
  type CacheEntry,
  type CacheFillOptions,
  type CacheLease,
  type CacheSetOptions,
  type CacheStatistics,
  type Clock,
  type GlobalPosition,
  type OutdateOptions,
  type ReadModelCache,
} from '@uno-ts/types'

/** How an {@link InMemoryCacheStore} is made. */
export interface InMemoryCacheStoreOptions {
  /** Says when an entry expires. Default: the machine's clock. */
  readonly clock?: Clock | undefined
}

interface Lease {
  readonly token: string
  readonly endsAt: number
}

/** How long a reader may take from its lease to its fill. */
const leaseMs = 5_000

/**
 * A cache in memory without bounds, for tests: entries expire by `clock`. Values are copied on their way in and out, as by
 * a server.
 */
export class InMemoryCacheStore implements ReadModelCache {
  readonly #clock: Clock
  readonly #entries = new Map<string, CacheEntry<unknown>>()
  /** The position of the last change of each key. */
  readonly #positions = new Map<string, GlobalPosition>()
  /** The lease of each key; leases that are not here have been taken away. */
  readonly #leases = new Map<string, Lease>()
  #leased = 0
  #hits = 0
  #misses = 0

  constructor({ clock = systemClock }: InMemoryCacheStoreOptions = {}) {
    this.#clock = clock
  }

  /** {@inheritDoc CacheStore.get} */
  async get<Value>(key: string): Promise<CacheEntry<Value> | undefined> {
    this.#expire()
    const entry = this.#entries.get(key)
    if (entry === undefined) {
      this.#misses++
      return undefined
    }
    this.#hits++
    return { ...entry, value: structuredClone(entry.value) as Value } // the caller names what it has set
  }

  /** {@inheritDoc ReadModelCache.getMany} */
  getMany<Value>(keys: readonly string[]): Promise<readonly (CacheEntry<Value> | undefined)[]> {
    return Promise.all(keys.map((key) => this.get<Value>(key)))
  }

  /** Sets a value. @throws InvalidArgumentError when it is no data, or the time to live is not positive */
  async set<Value>(key: string, value: Value, options: CacheSetOptions): Promise<void> {
    const { ttlMs, tags = [], position } = options
    if (!(ttlMs > 0)) throw new InvalidArgumentError(`"ttlMs" is more than 0 milliseconds, found ${ttlMs}`)
    const storedAt = this.#clock.now()
    const entry = { value: copyOf(value), storedAt, expiresAt: storedAt + ttlMs, position, tags: [...tags] }
    this.#entries.set(key, entry)
    this.#leases.delete(key)
  }

  /** {@inheritDoc ReadModelCache.lease} */
  async lease(keys: readonly string[]): Promise<readonly CacheLease[]> {
    const now = this.#clock.now()
    return keys.map((key) => {
      if ((this.#leases.get(key)?.endsAt ?? now) > now) return { state: 'taken' }
      const token = String(++this.#leased)
      this.#leases.set(key, { token, endsAt: now + leaseMs })
      return { state: 'granted', token }
    })
  }

  /** {@inheritDoc ReadModelCache.fill} */
  async fill<Value>(key: string, value: Value, options: CacheFillOptions): Promise<boolean> {
    const { token, reflects } = options
    if (this.#leases.get(key)?.token !== token) return false
    this.#leases.delete(key)
    const last = this.#positions.get(key)
    if (last !== undefined && reflects !== undefined && reflects < last) return false
    await this.set(key, value, options)
    return true
  }

  /** {@inheritDoc CacheStore.delete} */
  async delete(key: string): Promise<void> {
    await this.outdate([key])
  }

  /** {@inheritDoc ReadModelCache.outdate} */
  async outdate(keys: readonly string[], { position }: OutdateOptions = {}): Promise<void> {
    for (const key of keys) {
      this.#entries.delete(key)
      this.#leases.delete(key)
      const last = this.#positions.get(key)
      if (position !== undefined && (last === undefined || position > last))
        this.#positions.set(key, position)
    }
  }

  /** {@inheritDoc CacheStore.invalidateTags} */
  async invalidateTags(tags: readonly string[]): Promise<void> {
    this.#drop((_key, entry) => entry.tags.some((tag) => tags.includes(tag)))
    this.#leases.clear() // what is being read now may carry one of the tags
  }

  /** {@inheritDoc CacheStore.invalidateAll} */
  async invalidateAll(prefix: string): Promise<void> {
    this.#drop((key) => key.startsWith(prefix))
    this.#leases.clear()
  }

  /** {@inheritDoc CacheStore.statistics} */
  statistics(): CacheStatistics {
    this.#expire()
    return { hits: this.#hits, misses: this.#misses, entries: this.#entries.size }
  }

  #expire(): void {
    const now = this.#clock.now()
    this.#drop((_key, { expiresAt }) => expiresAt <= now)
  }

  #drop(unwanted: (key: string, entry: CacheEntry<unknown>) => boolean): void {
    for (const [key, entry] of this.#entries) if (unwanted(key, entry)) this.#entries.delete(key)
  }
}

function copyOf(value: unknown): unknown {
  if (value === undefined) throw new InvalidArgumentError('a cached value is data, found undefined')
  try {
    return structuredClone(value)
  } catch (cause) {
    throw new InvalidArgumentError('a cached value is data, found one that cannot be copied', { cause })
  }
}
