import type { GlobalPosition } from '../identity/global-position.ts'

/** A cached value with what is known of it. */
export interface CacheEntry<Value> {
  readonly value: Value
  /** Milliseconds since 1970. */
  readonly storedAt: number
  /** When it is no longer fresh, in milliseconds since 1970. */
  readonly expiresAt: number
  /** The checkpoint the value was read at, so that read-your-writes can refuse it. */
  readonly position?: GlobalPosition | undefined
  readonly tags: readonly string[]
}

/** How a value is cached. */
export interface CacheSetOptions {
  /** How long the value is fresh, in milliseconds. */
  readonly ttlMs: number
  /** What it is dropped by. Default: none. */
  readonly tags?: readonly string[] | undefined
  /** The checkpoint it was read at. Default: not known, and a caller that asks for one does not get it. */
  readonly position?: GlobalPosition | undefined
}

/** What a cache has done since it was made. */
export interface CacheStatistics {
  readonly hits: number
  readonly misses: number
  readonly entries: number
}

/**
 * A cache of JSON-shaped values by key, dates and bigints among them, with tags. Losing everything in it costs time, never
 * truth.
 */
export interface CacheStore {
  /** Gives what is cached under a key; `undefined` when nothing fresh is. */
  get<Value>(key: string): Promise<CacheEntry<Value> | undefined>
  /** Keeps a value under a key, in the place of what was there. */
  set<Value>(key: string, value: Value, options: CacheSetOptions): Promise<void>
  /** Drops what is cached under a key. */
  delete(key: string): Promise<void>
  /** Drops everything that carries one of the tags. */
  invalidateTags(tags: readonly string[]): Promise<void>
  /** Drops everything whose key starts with `prefix`. */
  invalidateAll(prefix: string): Promise<void>
  /** Counts what this cache has done, at no cost. */
  statistics(): CacheStatistics
}
