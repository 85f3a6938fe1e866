import type { ReadModelCache } from '@uno-ts/types'
import type { ManualClock } from '../../clock/manual-clock.ts'
import type { ConformanceCase, ConformanceTopic } from '../conformance-case.ts'

/**
 * What not every cache can do:
 * `shared`: processes share its values, and one outdates them for all.
 */
export type CacheCapability = 'shared'

/** The cache under test. Each case uses a scope of its own. */
export interface CacheSubject {
  readonly cache: ReadModelCache
  /** The clock the cache was given. */
  readonly clock: ManualClock
  /** The same cache as another process has it. Needed for `shared`. */
  readonly another?: (() => Promise<ReadModelCache>) | undefined
  dispose(): Promise<void> | void
}

/** A case for caches. */
export type CacheCase = ConformanceCase<CacheSubject, CacheCapability>

/** Cases for caches about one thing. */
export type CacheTopic = ConformanceTopic<CacheSubject, CacheCapability>
