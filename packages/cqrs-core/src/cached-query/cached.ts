import type { QueryDefinition } from '@uno-ts/types'
import { bindHandler, type HandlerBinding } from '../registry/handler-binding.ts'
import type { HandlerFunction, HandlerLike } from '../registry/handler-like.ts'
import { CachedQueryHandler, type CachedQueryOptions } from './cached-query-handler.ts'

/**
 * Wraps a query handler so that it answers from a cache: {@link CachedQueryHandler} as a function.
 *
 * @throws {@link InvalidArgumentError} when `ttlMs` is not positive or `staleMs` is negative
 * @example
 * ```ts
 * import { cached, defineQuery, HandlerRegistry, QueryCache, type HandlerFunction } from '@uno-ts/cqrs-core'
 * import { InMemoryCacheStore } from '@uno-ts/testing'
 * import { z } from 'zod'
 *
 * const getRates = defineQuery({ type: 'GetRates', data: z.object({}), result: z.array(z.number()) })
 * const ratesHandler: HandlerFunction<typeof getRates> = async () => [1.17, 0.86]
 *
 * const cache = new QueryCache({ store: new InMemoryCacheStore() })
 * const registry = new HandlerRegistry()
 * registry.registerQueryHandler(getRates, cached(ratesHandler, { cache, ttlMs: 60_000, scope: 'tenant' }))
 * ```
 */
export function cached<Definition extends QueryDefinition>(
  handler: HandlerLike<Definition>,
  options: CachedQueryOptions<Definition>,
): HandlerFunction<Definition> {
  const { cache, ttlMs, staleMs, scope, getCacheKey, tags, answerTags, bypass } = options
  const answering = new CachedQueryHandler<Definition>({
    inner: handler,
    cache,
    ttlMs,
    staleMs,
    scope,
    getCacheKey,
    tags,
    answerTags,
    bypass,
  })
  return (data, context) => answering.handle(data, context)
}

/**
 * Pairs a query definition with its handler, behind a cache, for `HandlerRegistry.register`. Payload and answer of the
 * options are typed by the definition.
 *
 * @throws {@link InvalidArgumentError} when `ttlMs` is not positive or `staleMs` is negative
 * @example
 * ```ts
 * import { cachedQuery, defineQuery, HandlerRegistry, QueryCache } from '@uno-ts/cqrs-core'
 * import { InMemoryCacheStore } from '@uno-ts/testing'
 * import { z } from 'zod'
 *
 * const getStock = defineQuery({ type: 'GetStock', data: z.object({ code: z.string() }), result: z.number() })
 * const cache = new QueryCache({ store: new InMemoryCacheStore() })
 *
 * const registry = new HandlerRegistry()
 * registry.register([
 *   cachedQuery(getStock, async ({ code }) => code.length, {
 *     cache,
 *     ttlMs: 5_000,
 *     tags: ({ code }) => [`product:${code}`],
 *   }),
 * ])
 * ```
 */
export function cachedQuery<Definition extends QueryDefinition>(
  definition: Definition,
  handler: HandlerLike<Definition>,
  options: CachedQueryOptions<Definition>,
): HandlerBinding<Definition> {
  return bindHandler(definition, cached(handler, options))
}
