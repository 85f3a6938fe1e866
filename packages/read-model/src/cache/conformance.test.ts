import { InMemoryCacheStore, ManualClock } from '@uno-ts/testing'
import { describeCache, describeHybridRepository } from '@uno-ts/testing/conformance'
import type { Clock, ReadModelCache } from '@uno-ts/types'
import { describe } from 'vitest'
import { cacheSubject, hybridSubject, type OpenCaches } from '../../test/cache-subjects.ts'
import { MemoryCache } from './memory-cache.ts'

/** One cache of one process. */
function alone(open: (options: { clock: Clock }) => ReadModelCache): OpenCaches {
  const clock = new ManualClock()
  return { clock, open: async () => open({ clock }), [Symbol.asyncDispose]: async () => undefined }
}

describe.each([
  { name: 'MemoryCache', open: () => alone((options) => new MemoryCache(options)) },
  { name: 'InMemoryCacheStore', open: () => alone((options) => new InMemoryCacheStore(options)) },
])('$name', ({ open }) => {
  describeCache('as a cache', () => cacheSubject(open()), [])
  describeHybridRepository('before a repository', () => hybridSubject(open()), [])
})
