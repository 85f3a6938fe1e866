import {
  systemClock,
  type CacheEntry,
  type CacheSetOptions,
  type CacheStatistics,
  type CacheStore,
  type Clock,
} from '@uno-ts/types'
import { LRUCache } from 'lru-cache'

/** How a {@link MemoryCache} is made. */
export interface MemoryCacheOptions {
  /** How many values it holds; beyond them the one not asked for the longest goes. Default 10,000. */
  readonly maxEntries?: number | undefined
  /** Default: the machine's clock. */
  readonly clock?: Clock | undefined
}

/**
 * A cache in this process, bounded by its number of entries. Values are kept as they are, not copied: whoever gets one
 * must not change it.
 */
export class MemoryCache implements CacheStore {
  readonly #clock: Clock
  readonly #entries: LRUCache<string, CacheEntry<unknown>>
  readonly #keysByTag = new Map<string, Set<string>>()
  #hits = 0
  #misses = 0

  constructor({ maxEntries = 10_000, clock = systemClock }: MemoryCacheOptions = {}) {
    this.#clock = clock
    this.#entries = new LRUCache({ max: maxEntries, dispose: (entry, key) => this.#untag(key, entry.tags) })
  }

  async get<Value>(key: string): Promise<CacheEntry<Value> | undefined> {
    const entry = this.#entries.get(key)
    if (entry === undefined || entry.expiresAt <= this.#clock.now()) {
      this.#misses += 1
      if (entry !== undefined) this.#entries.delete(key)
      return undefined
    }
    this.#hits += 1
    return entry as CacheEntry<Value> // what the caller stored under its key
  }

  async set<Value>(
    key: string,
    value: Value,
    { ttlMs, tags = [], position }: CacheSetOptions,
  ): Promise<void> {
    const storedAt = this.#clock.now()
    this.#entries.set(key, { value, storedAt, expiresAt: storedAt + ttlMs, tags, position })
    for (const tag of tags) this.#tagged(tag).add(key)
  }

  async delete(key: string): Promise<void> {
    this.#entries.delete(key)
  }

  async invalidateTags(tags: readonly string[]): Promise<void> {
    for (const key of tags.flatMap((tag) => [...(this.#keysByTag.get(tag) ?? [])])) this.#entries.delete(key)
  }

  async invalidateAll(prefix: string): Promise<void> {
    const gone = [...this.#entries.keys()].filter((key) => key.startsWith(prefix))
    for (const key of gone) this.#entries.delete(key)
  }

  statistics(): CacheStatistics {
    return { hits: this.#hits, misses: this.#misses, entries: this.#entries.size }
  }

  #tagged(tag: string): Set<string> {
    const known = this.#keysByTag.get(tag)
    if (known !== undefined) return known
    const keys = new Set<string>()
    this.#keysByTag.set(tag, keys)
    return keys
  }

  #untag(key: string, tags: readonly string[]): void {
    for (const tag of tags) {
      const keys = this.#keysByTag.get(tag)
      keys?.delete(key)
      if (keys?.size === 0) this.#keysByTag.delete(tag)
    }
  }
}
