import {
  InvalidArgumentError,
  type DataOf,
  type MessageContext,
  type QueryDefinition,
  type ResultOf,
} from '@uno-ts/types'
import {
  handlerFunction,
  type HandlerFunction,
  type HandlerLike,
  type HandlerObject,
} from '../registry/handler-like.ts'
import { answerKey, tenantOf, type AnswerScope } from './answer-key.ts'
import { answersOf, type QueryCache } from './query-cache.ts'

/** How the answers of a query are cached. */
export interface CachedQueryOptions<Definition extends QueryDefinition> {
  /** Where answers are kept. */
  readonly cache: QueryCache
  /** How long an answer is fresh, in milliseconds. */
  readonly ttlMs: number
  /**
   * How much longer an answer is given while a new one is computed in the background, in milliseconds. Default 0: who comes
   * after its time waits for a new one.
   */
  readonly staleMs?: number | undefined
  /**
   * Who may share an answer. `'principal'`, the default: those with the same id and scopes. `'tenant'`: everybody of the
   * tenant; the handler is not told who asks then, so its answer cannot depend on it. Nothing is shared between tenants.
   */
  readonly scope?: AnswerScope | undefined
  /**
   * What the answer depends on besides tenant and scope: any value of data, whose keys may stand in any order. Default: the
   * whole payload. Leave out what does not matter; add what does, such as a claim of the principal.
   */
  readonly getCacheKey?:
    | ((data: DataOf<Definition>, context: MessageContext<Definition>) => unknown)
    | undefined
  /** What makes the answer outdated when it changes, such as `order:7`. Default: only its time and its query type. */
  readonly tags?: ((data: DataOf<Definition>) => readonly string[]) | undefined
  /**
   * Further tags that only the answer tells, such as those of every row in it. An invalidation while it is computed then
   * lets the next caller compute on its own, whatever the tag. Default: none.
   */
  readonly answerTags?: ((answer: ResultOf<Definition>) => readonly string[]) | undefined
  /** Which questions go past the cache, such as those that wait for a position. Default: none. */
  readonly bypass?: ((data: DataOf<Definition>, context: MessageContext<Definition>) => boolean) | undefined
}

/** What a {@link CachedQueryHandler} wraps. */
export interface CachedQueryHandlerOptions<
  Definition extends QueryDefinition,
> extends CachedQueryOptions<Definition> {
  /** The handler that is asked when there is no answer yet. */
  readonly inner: HandlerLike<Definition>
}

/**
 * Answers a query from the cache, and by its inner handler when the cache has no answer: once for all who ask at the same
 * time. Falsy answers are cached too, `undefined` among them; errors are not.
 *
 * An answer may hold what JSON does and dates, bigints, maps and sets; one that holds an instance of a class is never
 * cached, and the logger hears of it once. Every caller gets a copy of its own.
 *
 * A query with a `minPosition` is given an answer that was computed for one as late or later, else a new one.
 *
 * A query inside a unit of work goes past the cache: it must see what is planned there, and nobody else may.
 *
 * @example
 * ```ts
 * import { CachedQueryHandler, defineQuery, HandlerRegistry, QueryCache } from '@uno-ts/cqrs-core'
 * import { InMemoryCacheStore } from '@uno-ts/testing'
 * import { z } from 'zod'
 *
 * const countOrders = defineQuery({
 *   type: 'CountOrders',
 *   data: z.object({ country: z.string() }),
 *   result: z.number(),
 * })
 * const handler = new CachedQueryHandler<typeof countOrders>({
 *   inner: async ({ country }) => country.length,
 *   cache: new QueryCache({ store: new InMemoryCacheStore() }),
 *   ttlMs: 60_000,
 *   staleMs: 600_000,
 *   scope: 'tenant',
 * })
 *
 * const registry = new HandlerRegistry()
 * registry.registerQueryHandler(countOrders, handler)
 * ```
 */
export class CachedQueryHandler<Definition extends QueryDefinition> implements HandlerObject<Definition> {
  readonly #options: CachedQueryHandlerOptions<Definition>
  readonly #inner: HandlerFunction<Definition>

  /** @throws {@link InvalidArgumentError} when `ttlMs` is not positive or `staleMs` is negative */
  constructor(options: CachedQueryHandlerOptions<Definition>) {
    const { ttlMs, staleMs = 0 } = options
    if (!(Number.isFinite(ttlMs) && ttlMs > 0)) {
      throw new InvalidArgumentError(`"ttlMs" of a cached query is more than 0 milliseconds, found ${ttlMs}`)
    }
    if (!(Number.isFinite(staleMs) && staleMs >= 0)) {
      throw new InvalidArgumentError(
        `"staleMs" of a cached query is 0 or more milliseconds, found ${staleMs}`,
      )
    }
    this.#options = options
    this.#inner = handlerFunction(options.inner)
  }

  /** How long an answer is fresh, in milliseconds. */
  get ttl(): number {
    return this.#options.ttlMs
  }

  /** The whole key of an answer: type, tenant, scope and what `getCacheKey` of the options gives. */
  getCacheKey(data: DataOf<Definition>, context: MessageContext<Definition>): string {
    const { scope = 'principal', getCacheKey } = this.#options
    const parts: unknown = getCacheKey === undefined ? data : getCacheKey(data, context)
    return answerKey(context as MessageContext, scope, parts)
  }

  /** Answers one query. @throws whatever the inner handler throws */
  async handle(data: DataOf<Definition>, context: MessageContext<Definition>): Promise<ResultOf<Definition>> {
    const { cache, ttlMs, staleMs = 0, tags, answerTags, bypass } = this.#options
    if (context.unitOfWork !== undefined || bypass?.(data, context) === true)
      return this.#inner(data, context)
    return cache.getOrCompute<ResultOf<Definition>>({
      key: this.getCacheKey(data, context),
      type: context.message.type,
      tenant: tenantOf(context as MessageContext),
      ttlMs,
      staleMs,
      tags: [answersOf(context.message.definition), ...(tags?.(data) ?? [])],
      minPosition: context.minPosition,
      ...(answerTags !== undefined && { answerTags }),
      compute: (signal) => this.#inner(data, this.#shared(context, signal)),
      signal: context.signal,
    })
  }

  /** The context of a computation that others may join: it ends with none of its callers. */
  #shared(context: MessageContext<Definition>, signal: AbortSignal): MessageContext<Definition> {
    const shared = { ...context, signal, deadline: undefined }
    if (this.#options.scope !== 'tenant') return shared
    return { ...shared, principal: undefined, metadata: { ...context.metadata, actor: undefined } }
  }
}
