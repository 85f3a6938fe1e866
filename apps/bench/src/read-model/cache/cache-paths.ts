import {
  HybridReadModelRepository,
  MemoryCache,
  MultiLevelCache,
  RedisCacheRepository,
} from '@uno-ts/read-model'
import { InMemorySignalBus } from '@uno-ts/testing'
import { LRUCache } from 'lru-cache'
import type { Path } from '../../suite/path.ts'
import { orderSummary, type OrderSummary } from '../sample-row.ts'
import { cachePath, type ReadRow } from './cache-path.ts'
import type { Shelves } from './shelves.ts'

/** Longer than any run. */
const ttlMs = 24 * 60 * 60 * 1000

/** A cache on two levels that has every row in the process. */
const twoLevels = {
  name: 'MultiLevelCache',
  open({ repository, client }: Shelves): ReadRow {
    const cache = bothLevels(client)
    return async (orderId) => {
      const entry = await cache.get<OrderSummary>(orderId)
      if (entry !== undefined) return entry.value
      await cache.set(orderId, await repository.get(orderId), { ttlMs })
      return (await cache.get<OrderSummary>(orderId))?.value
    }
  },
}

/** `lru-cache` behind one async function. */
const bareLru = {
  name: 'lru-cache',
  open({ repository }: Shelves): ReadRow {
    const cache = new LRUCache<string, OrderSummary>({ max: 10_000, ttl: ttlMs })
    return async (orderId) => {
      const known = cache.get(orderId)
      if (known !== undefined) return known
      const row = await repository.get(orderId)
      if (row !== undefined) cache.set(orderId, row)
      return row
    }
  },
}

const redisLevel = {
  name: 'RedisCacheRepository',
  open({ repository, client }: Shelves): ReadRow {
    const cache = new RedisCacheRepository({ client, prefix: 'l2:' })
    return async (orderId) => {
      const entry = await cache.get<OrderSummary>(orderId)
      if (entry !== undefined) return entry.value
      const row = await repository.get(orderId)
      await cache.set(orderId, row, { ttlMs })
      return row
    }
  },
}

/** JSON has neither bigints nor dates. */
type RowInJson = Omit<OrderSummary, 'grossMilli' | 'placedAt'> & {
  readonly grossMilli: string
  readonly placedAt: string
}

/** `GET` and `JSON.parse`, and the two fields that JSON cannot hold made of what it gave. */
const bareRedis = {
  name: 'redis GET',
  open({ repository, client }: Shelves): ReadRow {
    return async (orderId) => {
      const text = await client.get(`bare:${orderId}`)
      if (text !== null) {
        const row = JSON.parse(text) as RowInJson // as it was set
        return { ...row, grossMilli: BigInt(row.grossMilli), placedAt: new Date(row.placedAt) }
      }
      const row = await repository.get(orderId)
      if (row !== undefined) {
        await client.set(`bare:${orderId}`, JSON.stringify({ ...row, grossMilli: row.grossMilli.toString() }))
      }
      return row
    }
  },
}

const hybridNear = {
  name: 'hybrid, from the process',
  open: ({ repository, client }: Shelves): ReadRow => {
    const cache = bothLevels(client)
    const hybrid = new HybridReadModelRepository({
      repository,
      cache,
      model: orderSummary,
      maxStalenessMs: ttlMs,
    })
    return (orderId) => hybrid.get(orderId)
  },
}

const hybridFar = {
  name: 'hybrid, from Redis',
  open: ({ repository, client }: Shelves): ReadRow => {
    const cache = new RedisCacheRepository({ client, prefix: 'far:' })
    const hybrid = new HybridReadModelRepository({
      repository,
      cache,
      model: orderSummary,
      maxStalenessMs: ttlMs,
    })
    return (orderId) => hybrid.get(orderId)
  },
}

const fromDatabase = {
  name: 'database',
  open:
    ({ repository }: Shelves): ReadRow =>
    (orderId) =>
      repository.get(orderId),
}

function bothLevels(client: Shelves['client']): MultiLevelCache {
  return new MultiLevelCache({
    l1: new MemoryCache(),
    l2: new RedisCacheRepository({ client, prefix: 'both:' }),
    signals: new InMemorySignalBus(),
    l1TtlMs: ttlMs,
  })
}

/** Rows from caches, each against what one has without ours. */
export const cachePaths: readonly Path[] = [
  cachePath({
    id: 'l1',
    does: 'values found in the process',
    ours: twoLevels,
    against: bareLru,
    ratio: 0.4,
    reads: 500_000,
    inFlight: 1,
  }),
  cachePath({
    id: 'l2',
    does: 'values found in Redis',
    ours: redisLevel,
    against: bareRedis,
    ratio: 0.85,
    reads: 5_000,
    inFlight: 1,
  }),
  cachePath({
    id: 'hybrid-l1',
    does: 'rows of a repository found in the process',
    ours: hybridNear,
    against: fromDatabase,
    ratio: 50,
    reads: 100_000,
    readsAgainst: 2_000,
    inFlight: 1,
  }),
  cachePath({
    id: 'hybrid-l2',
    does: 'rows of a repository found in Redis',
    ours: hybridFar,
    against: fromDatabase,
    ratio: 1.2,
    reads: 3_000,
    inFlight: 1,
  }),
  cachePath({
    id: 'hybrid-l2-20',
    does: 'rows of a repository found in Redis',
    ours: hybridFar,
    against: fromDatabase,
    ratio: 1.6,
    reads: 10_000,
    inFlight: 20,
  }),
]
