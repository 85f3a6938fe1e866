import type { Event, EventBus } from '@uno-ts/types'
import { expectTypeOf } from 'vitest'
import { z } from 'zod'
import { defineQuery } from '../define/define-query.ts'
import type { HandlerBinding } from '../registry/handler-binding.ts'
import type { HandlerFunction } from '../registry/handler-like.ts'
import { cached, cachedQuery } from './cached.ts'
import { CachedQueryHandler } from './cached-query-handler.ts'
import type { QueryCache } from './query-cache.ts'

const getOrder = defineQuery({
  type: 'GetOrder',
  data: z.object({ orderId: z.string() }),
  result: z.object({ total: z.number() }),
})
declare const handler: HandlerFunction<typeof getOrder>
declare const cache: QueryCache
declare const eventBus: EventBus

// The definition follows from the handler.
expectTypeOf(cached(handler, { cache, ttlMs: 1 })).toEqualTypeOf<HandlerFunction<typeof getOrder>>()
expectTypeOf(new CachedQueryHandler({ inner: handler, cache, ttlMs: 1 })).toEqualTypeOf<
  CachedQueryHandler<typeof getOrder>
>()

// Keys and tags know the payload, tags of the answer the answer.
expectTypeOf(
  cachedQuery(getOrder, async ({ orderId }) => ({ total: orderId.length }), {
    cache,
    ttlMs: 1,
    getCacheKey: ({ orderId }) => orderId,
    tags: ({ orderId }) => [`order:${orderId}`],
    answerTags: ({ total }) => [`total:${total.toFixed()}`],
  }),
).toEqualTypeOf<HandlerBinding<typeof getOrder>>()

// @ts-expect-error another result
cachedQuery(getOrder, async () => ({ sum: 1 }), { cache, ttlMs: 1 })
// @ts-expect-error a field the payload does not have
cachedQuery(getOrder, handler, { cache, ttlMs: 1, tags: ({ id }) => [id] })

// Rules know the events they are for.
type Placed = Event<'Placed', { readonly orderId: string }>
type Cleared = Event<'Cleared', { readonly reason: string }>
cache.invalidateOn<Placed | Cleared>(eventBus, {
  Placed: ({ data, tenant }) => [data.orderId, tenant],
  Cleared: ({ data }) => [data.reason],
})
cache.invalidateOn<Placed>(eventBus, {
  // @ts-expect-error no such event
  Cleared: () => [],
})
