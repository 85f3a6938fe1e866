import type { Meter } from '@opentelemetry/api'
import {
  systemClock,
  type CacheEntry,
  type CacheFillOptions,
  type CacheLease,
  type CacheSetOptions,
  type CacheStatistics,
  type Clock,
  type OutdateOptions,
  type ReadModelCache,
} from '@uno-ts/types'
import { LRUCache } from 'lru-cache'
import type { CacheMetrics } from './cache-metrics.ts'
import { CacheTally } from './cache-tally.ts'
import { sizeOf } from './size-of.ts'
import { TagIndex } from './tag-index.ts'
import { Tombstones } from './tombstones.ts'

/** How a {@link MemoryCache} is made. */
export interface MemoryCacheOptions {
  /** How many values it holds; beyond them the one not asked for the longest goes. Default 10,000. */
  readonly maxEntries?: number | undefined
  /** How much its values take by estimate, in bytes; beyond it the same. A bigger value is not kept. Default 64 MiB. */
  readonly maxBytes?: number | undefined
  /** Default: the machine's clock. */
  readonly clock?: Clock | undefined
  /** Default: the global one. */
  readonly meter?: Meter | undefined
}

/**
 * A cache in this process, bounded by entries and bytes. Values are kept as they are, not copied: whoever gets one must
 * not change it.
 *
 * @example
 * ```ts
 * import { MemoryCache } from '@uno-ts/read-model'
 *
 * const cache = new MemoryCache({ maxEntries: 1_000, maxBytes: 8 * 1024 * 1024 })
 * const [lease] = await cache.lease(['rates:EUR'])
 * const rate = 117n // read after the lease was taken
 * if (lease?.state === 'granted') {
 *   const { token } = lease
 *   await cache.fill('rates:EUR', rate, { token, ttlMs: 5_000 }) // false when it was outdated meanwhile
 * }
 * await cache.outdate(['rates:EUR'])
 * ```
 */
export class MemoryCache implements ReadModelCache {
  readonly #clock: Clock
  readonly #entries: LRUCache<string, CacheEntry<unknown>>
  readonly #tombstones: Tombstones
  readonly #tags = new TagIndex()
  readonly #tally: CacheTally

  constructor({
    maxEntries = 10_000,
    maxBytes = 64 * 1024 * 1024,
    clock = systemClock,
    meter,
  }: MemoryCacheOptions = {}) {
    this.#clock = clock
    this.#tally = new CacheTally({ level: 'memory', meter })
    this.#tombstones = new Tombstones(maxEntries)
    this.#entries = new LRUCache({
      max: maxEntries,
      maxSize: maxBytes,
      sizeCalculation: ({ value, tags }, key) => sizeOf(value) + sizeOf(tags) + sizeOf(key),
      dispose: (entry, key, reason) => {
        this.#tags.remove(key, entry.tags)
        if (reason === 'evict') this.#tally.evict()
      },
    })
  }

  /** {@inheritDoc ReadModelCache.near} */
  near<Value>(key: string): CacheEntry<Value> | undefined {
    const entry = this.#entries.get(key)
    if (entry === undefined) return undefined
    if (entry.expiresAt <= this.#clock.now()) {
      this.#entries.delete(key)
      return undefined
    }
    this.#tally.hit()
    return entry as CacheEntry<Value> // what the caller stored under its key
  }

  /** The same as `get`, without waiting. */
  find<Value>(key: string): CacheEntry<Value> | undefined {
    const entry = this.near<Value>(key)
    if (entry === undefined) this.#tally.miss()
    return entry
  }

  async get<Value>(key: string): Promise<CacheEntry<Value> | undefined> {
    return this.find(key)
  }

  async getMany<Value>(keys: readonly string[]): Promise<readonly (CacheEntry<Value> | undefined)[]> {
    return keys.map((key) => this.find<Value>(key))
  }

  async set<Value>(key: string, value: Value, { ttlMs, ...facts }: CacheSetOptions): Promise<void> {
    const storedAt = this.#clock.now()
    this.#tombstones.lay(key) // who reads the key now brings what is older
    this.#keep(key, {
      value,
      storedAt,
      expiresAt: storedAt + ttlMs,
      tags: facts.tags ?? [],
      position: facts.position,
    })
  }

  async lease(keys: readonly string[]): Promise<readonly CacheLease[]> {
    const token = this.token()
    return keys.map(() => ({ state: 'granted', token }))
  }

  /** The time by its clock, in milliseconds since 1970. */
  now(): number {
    return this.#clock.now()
  }

  /** The token of a lease, without waiting: one serves any key. */
  token(): string {
    return String(this.#tombstones.now)
  }

  async fill<Value>(
    key: string,
    value: Value,
    { ttlMs, token, reflects, tags = [], position }: CacheFillOptions,
  ): Promise<boolean> {
    const storedAt = this.#clock.now()
    const entry = { value, storedAt, expiresAt: storedAt + ttlMs, tags, position }
    return this.keep(key, entry, { token, reflects })
  }

  /** Keeps an entry of another level as it is, under the rules of `fill`. */
  keep(
    key: string,
    entry: CacheEntry<unknown>,
    { token, reflects }: Pick<CacheFillOptions, 'token' | 'reflects'>,
  ): boolean {
    const isNew = this.#tombstones.allows(key, { token: Number(token), reflects })
    this.#tally.fill(isNew)
    if (isNew) this.#keep(key, entry)
    return isNew
  }

  async delete(key: string): Promise<void> {
    await this.outdate([key])
  }

  async outdate(keys: readonly string[], { position }: OutdateOptions = {}): Promise<void> {
    for (const key of keys) {
      this.#entries.delete(key)
      this.#tombstones.lay(key, position)
    }
  }

  async invalidateTags(tags: readonly string[]): Promise<void> {
    for (const key of tags.flatMap((tag) => this.#tags.keysOf(tag))) this.#entries.delete(key)
    this.#tombstones.layForAll() // which tags the values will carry that are being read now, nobody knows
  }

  async invalidateAll(prefix: string): Promise<void> {
    const gone = [...this.#entries.keys()].filter((key) => key.startsWith(prefix))
    for (const key of gone) this.#entries.delete(key)
    this.#tombstones.layForAll()
  }

  statistics(): CacheStatistics {
    const { hits, misses, entries } = this.metrics()
    return { hits, misses, entries }
  }

  /** All that is counted, in this process. */
  metrics(): CacheMetrics {
    return this.#tally.metrics(this.#entries.size)
  }

  #keep(key: string, entry: CacheEntry<unknown>): void {
    this.#entries.set(key, entry)
    if (this.#entries.peek(key) === entry) this.#tags.add(key, entry.tags) // one too big is not kept
  }
}
