import { MemoryCache, MultiLevelCache, RedisCacheRepository } from '@uno-ts/read-model'
import type { CacheStore, Logger, SignalBus } from '@uno-ts/types'
import type { Pool } from 'pg'
import type { RedisClientType } from 'redis'

/** A cache that may have something to end. */
export type AnswerStore = CacheStore & Partial<AsyncDisposable>

/**
 * Where answers are kept: in the process, and in Redis for all processes where there is one. The embedded database has one
 * process only, which needs no other level.
 */
export function answerStore({
  pool,
  redis,
  signals,
  logger,
}: {
  readonly pool: Pool
  readonly redis: RedisClientType | undefined
  readonly signals: SignalBus
  readonly logger: Logger
}): AnswerStore {
  const l1 = new MemoryCache({ maxEntries: 10_000, maxBytes: 64 * 1024 * 1024 })
  if (redis === undefined || pool.options.max === 1) return l1
  const l2 = new RedisCacheRepository({ client: redis, prefix: 'shop:answers:' })
  return new MultiLevelCache({ l1, l2, signals, channel: 'shop-answers', logger })
}
