import type { GlobalPosition } from '../identity/global-position.ts'
import type { CacheEntry, CacheSetOptions, CacheStore } from './cache-store.ts'

/**
 * The right to fill a key with what will be read from now on. `taken`: somebody else, perhaps in another process, is about
 * to fill it. `away`: the cache cannot be reached.
 */
export type CacheLease =
  | { readonly state: 'granted'; readonly token: string }
  | { readonly state: 'taken' }
  | { readonly state: 'away' }

/** How a key is filled under a lease. */
export interface CacheFillOptions extends CacheSetOptions {
  /** The token of the lease that was taken before the value was read. */
  readonly token: string
  /** What the value has seen for sure: the row's own position, or the checkpoint it was read at, the later of both. */
  readonly reflects?: GlobalPosition | undefined
}

/** Why keys are outdated. */
export interface OutdateOptions {
  /** The event that changed them: no value that reflects less is kept after it. */
  readonly position?: GlobalPosition | undefined
}

/**
 * A cache that no reader can park an old value in: who has missed a value takes a lease before reading it, and whoever
 * changes it takes the lease away. All keys read `scope:rest`; `invalidateAll` may drop the whole scope of its prefix.
 */
export interface ReadModelCache extends CacheStore {
  /** What the process itself holds of a key, without waiting. A miss is not counted: `getMany` follows. */
  near?<Value>(key: string): CacheEntry<Value> | undefined
  /** In the order of the keys, `undefined` for those that are not there. */
  getMany<Value>(keys: readonly string[]): Promise<readonly (CacheEntry<Value> | undefined)[]>
  /** Takes leases, in the order of the keys. One that is not used ends by itself. */
  lease(keys: readonly string[]): Promise<readonly CacheLease[]>
  /**
   * Keeps a value that was read after its lease was taken. `false`, and nothing is kept, when the key, one of the value's
   * tags or the key's scope was outdated since, or the value reflects less than the last change.
   */
  fill<Value>(key: string, value: Value, options: CacheFillOptions): Promise<boolean>
  /** Drops keys and their leases, and leaves a tombstone with the position of the change. Call it after the commit. */
  outdate(keys: readonly string[], options?: OutdateOptions): Promise<void>
}
