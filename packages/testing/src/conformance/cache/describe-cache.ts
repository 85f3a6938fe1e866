import { describeCases } from '../describe-cases.ts'
import { cacheCases } from './cache-cases.ts'
import type { CacheCapability, CacheSubject } from './cache-subject.ts'

/**
 * Holds a cache to its contract, with vitest.
 *
 * @param factory - opens a cache for one case; `dispose` is called after the case
 * @param capabilities - what the cache can do; cases beyond them are named as not claimed
 * @example
 * ```ts
 * import { InMemoryCacheStore, ManualClock } from '@uno-ts/testing'
 * import { describeCache } from '@uno-ts/testing/conformance'
 *
 * describeCache(
 *   'InMemoryCacheStore',
 *   async () => {
 *     const clock = new ManualClock()
 *     return { cache: new InMemoryCacheStore({ clock }), clock, dispose: () => undefined }
 *   },
 *   [],
 * )
 * ```
 */
export function describeCache(
  name: string,
  factory: () => Promise<CacheSubject>,
  capabilities: Iterable<CacheCapability>,
): void {
  describeCases(name, { topics: cacheCases, factory, capabilities })
}
