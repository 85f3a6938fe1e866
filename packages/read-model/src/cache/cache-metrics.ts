import type { CacheStatistics } from '@uno-ts/types'

/** Where a value is kept: in the process, or in Redis for all processes. */
export type CacheLevel = 'memory' | 'redis'

/** What a cache has done since it was made, in this process. */
export interface CacheMetrics extends CacheStatistics {
  /** Values that readers brought and that were kept. */
  readonly fills: number
  /** Values that were outdated before they could be kept. */
  readonly refusedFills: number
  /** Values that went because there was no more room. */
  readonly evictions: number
  /** Calls that were answered too late or not at all. */
  readonly failures: number
}
