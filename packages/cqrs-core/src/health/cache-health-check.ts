import type { CacheStore, HealthCheck, HealthReport } from '@uno-ts/types'

/** Which cache is looked at. */
export interface CacheHealthCheckOptions {
  /** The cache that is asked. */
  readonly cache: Pick<CacheStore, 'get' | 'statistics'>
  /** Default `cache`. */
  readonly name?: string | undefined
}

/** Tells whether a cache answers. One that does not is degraded, never unhealthy: losing it costs time, not truth. */
export class CacheHealthCheck implements HealthCheck {
  readonly name: string
  readonly #cache: CacheHealthCheckOptions['cache']

  constructor({ cache, name = 'cache' }: CacheHealthCheckOptions) {
    this.name = name
    this.#cache = cache
  }

  /** Looks for a key that is not there: one more miss in the statistics. It never throws. */
  async check(): Promise<HealthReport> {
    try {
      await this.#cache.get('uno-ts health check')
      const { hits, misses, entries } = this.#cache.statistics()
      return { status: 'healthy', facts: { hits, misses, entries } }
    } catch (error) {
      const what = error instanceof Error ? error.name : 'unknown' // its message may name a host or a user
      return { status: 'degraded', message: `the cache does not answer: ${what}` }
    }
  }
}
