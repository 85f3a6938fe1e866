import {
  InvalidArgumentError,
  systemClock,
  type CacheEntry,
  type CacheSetOptions,
  type CacheStatistics,
  type CacheStore,
  type Clock,
} from '@uno-ts/types'

/** How an {@link InMemoryCacheStore} is made. */
export interface InMemoryCacheStoreOptions {
  /** Says when an entry expires. Default: the machine's clock. */
  readonly clock?: Clock | undefined
}

/** A cache in memory without bounds, for tests: entries expire by `clock`. Values go through JSON, as to a server. */
export class InMemoryCacheStore implements CacheStore {
  readonly #clock: Clock
  readonly #entries = new Map<string, KeptEntry>()
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
    return { ...entry, value: JSON.parse(entry.value) as Value } // the caller names what it has set
  }

  /** Sets a value. @throws InvalidArgumentError when JSON cannot carry it or the time to live is not positive */
  async set<Value>(key: string, value: Value, options: CacheSetOptions): Promise<void> {
    const { ttlMs, tags = [], position } = options
    if (!(ttlMs > 0)) throw new InvalidArgumentError(`"ttlMs" is more than 0 milliseconds, found ${ttlMs}`)
    const storedAt = this.#clock.now()
    this.#entries.set(key, {
      value: jsonOf(value),
      storedAt,
      expiresAt: storedAt + ttlMs,
      position,
      tags: [...tags],
    })
  }

  /** {@inheritDoc CacheStore.delete} */
  async delete(key: string): Promise<void> {
    this.#entries.delete(key)
  }

  /** {@inheritDoc CacheStore.invalidateTags} */
  async invalidateTags(tags: readonly string[]): Promise<void> {
    this.#drop((_key, entry) => entry.tags.some((tag) => tags.includes(tag)))
  }

  /** {@inheritDoc CacheStore.invalidateAll} */
  async invalidateAll(prefix: string): Promise<void> {
    this.#drop((key) => key.startsWith(prefix))
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

  #drop(unwanted: (key: string, entry: KeptEntry) => boolean): void {
    for (const [key, entry] of this.#entries) if (unwanted(key, entry)) this.#entries.delete(key)
  }
}

/** An entry whose value is JSON text. */
type KeptEntry = CacheEntry<string>

function jsonOf(value: unknown): string {
  try {
    const text: string | undefined = JSON.stringify(value)
    if (text !== undefined) return text
  } catch (cause) {
    throw new InvalidArgumentError('a cached value is JSON, found one JSON cannot carry', { cause })
  }
  throw new InvalidArgumentError(`a cached value is JSON, found ${typeof value}`)
}
