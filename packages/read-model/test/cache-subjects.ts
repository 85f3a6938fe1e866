import { InMemoryReadModelRepository, ManualClock } from '@uno-ts/testing'
import {
  productModel,
  watchedRepository,
  type CacheSubject,
  type HybridSubject,
  type Product,
} from '@uno-ts/testing/conformance'
import type { ReadModelCache } from '@uno-ts/types'
import { randomUUID } from 'node:crypto'
import type { createClient } from 'redis'
import { MemoryCache } from '../src/cache/memory-cache.ts'
import { MultiLevelCache } from '../src/cache/multi-level-cache.ts'
import { RedisCacheRepository } from '../src/cache/redis-cache-repository.ts'
import { HybridReadModelRepository } from '../src/hybrid/hybrid-read-model-repository.ts'
import { RedisSignalBus } from '../src/signal/redis-signal-bus.ts'

type Client = ReturnType<typeof createClient<{}, {}, {}, 3>>

/** What a busy machine may take to answer. */
const timeoutMs = 5_000

/** Opens caches that share their values; disposing closes all of them. */
export interface OpenCaches extends AsyncDisposable {
  readonly clock: ManualClock
  open(): Promise<ReadModelCache>
}

/** Caches in Redis, with keys of their own. */
export function redisCaches(client: Client): OpenCaches {
  const clock = new ManualClock(Date.now())
  const prefix = `test:${randomUUID()}:`
  return {
    clock,
    open: async () => new RedisCacheRepository({ client, prefix, clock, timeoutMs }),
    [Symbol.asyncDispose]: async () => undefined,
  }
}

/** Caches in processes before Redis, with keys and signals of their own. */
export function multiLevelCaches(client: Client): OpenCaches {
  const clock = new ManualClock(Date.now())
  const prefix = `test:${randomUUID()}:`
  const opened = new AsyncDisposableStack()
  return {
    clock,
    async open() {
      const signals = opened.use(new RedisSignalBus({ client, prefix, timeoutMs }))
      return opened.use(
        new MultiLevelCache({
          l1: new MemoryCache({ clock }),
          l2: new RedisCacheRepository({ client, prefix, clock, timeoutMs }),
          signals,
          l1TtlMs: 60_000,
        }),
      )
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

/** For `describeCache`. */
export async function cacheSubject(caches: OpenCaches): Promise<CacheSubject> {
  return {
    cache: await caches.open(),
    clock: caches.clock,
    another: () => caches.open(),
    dispose: async () => await caches[Symbol.asyncDispose](),
  }
}

/** For `describeHybridRepository`: over a repository in memory. */
export async function hybridSubject(caches: OpenCaches): Promise<HybridSubject> {
  const { clock } = caches
  const maxStalenessMs = 30_000
  const truth = watchedRepository(new InMemoryReadModelRepository<Product>({ model: productModel }))
  const open = async () =>
    new HybridReadModelRepository({
      repository: truth.repository,
      cache: await caches.open(),
      model: productModel,
      maxStalenessMs,
      clock,
    })
  return {
    repository: await open(),
    truth,
    clock,
    maxStalenessMs,
    another: open,
    dispose: async () => await caches[Symbol.asyncDispose](),
  }
}
