import { BackPressureError } from '@uno-ts/types'
import {
  RedisRateLimitStore,
  type RateLimitStoreSettings,
  type RedisRateLimitStoreOptions,
} from './redis-rate-limit-store.ts'

/** The part of the options of `@fastify/rate-limit` that {@link redisRateLimit} gives. */
export interface RedisRateLimit extends RateLimitRefusal {
  readonly store: new (settings: RateLimitStoreSettings) => RedisRateLimitStore
}

/** How a request beyond the limit is refused. */
export interface RateLimitRefusal {
  readonly errorResponseBuilder: (
    request: unknown,
    context: { readonly max: number; readonly ttl: number },
  ) => Error
}

/**
 * Refuses a request beyond the limit of `@fastify/rate-limit` with a problem document like all others: 429,
 * `ERR_BACK_PRESSURE`, `Retry-After`.
 *
 * @example
 * ```ts
 * import rateLimit from '@fastify/rate-limit'
 * import { rateLimitRefusal } from '@uno-ts/fastify-adapter'
 * import type { FastifyInstance } from 'fastify'
 *
 * export async function limited(app: FastifyInstance): Promise<void> {
 *   await app.register(rateLimit, { max: 100, timeWindow: 60_000, ...rateLimitRefusal }) // of this process
 * }
 * ```
 */
export const rateLimitRefusal: RateLimitRefusal = {
  errorResponseBuilder: (_request, { max, ttl }) =>
    new BackPressureError(`expected at most ${max} requests within the window`, { retryAfterMs: ttl }),
}

/**
 * The options of `@fastify/rate-limit` with which all processes count together, in Redis. Spread them beside `max`,
 * `timeWindow` and what else the plugin takes.
 *
 * @example
 * ```ts
 * import rateLimit from '@fastify/rate-limit'
 * import { redisRateLimit } from '@uno-ts/fastify-adapter'
 * import type { FastifyInstance } from 'fastify'
 * import { createClient } from 'redis'
 *
 * export async function limited(app: FastifyInstance): Promise<void> {
 *   const client = await createClient().connect()
 *   await app.register(rateLimit, { max: 100, timeWindow: 60_000, ...redisRateLimit({ client }) })
 * }
 * ```
 */
export function redisRateLimit(options: RedisRateLimitStoreOptions): RedisRateLimit {
  return {
    ...rateLimitRefusal,
    store: class extends RedisRateLimitStore {
      constructor(settings: RateLimitStoreSettings) {
        super(options, settings)
      }
    },
  }
}
