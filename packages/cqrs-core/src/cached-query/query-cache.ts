import {
  defaultTenant,
  origin,
  silentLogger,
  systemClock,
  type CacheStore,
  type ChangeFeed,
  type Clock,
  type Event,
  type EventBus,
  type EventOfType,
  type GlobalPosition,
  type Json,
  type Logger,
  type ProjectionChange,
  type QueryDefinition,
  type RecordedEvent,
  type TenantId,
} from '@uno-ts/types'
import { fromJson, toJson } from '../json/lossless-json.ts'
import type { CQRSMetrics } from '../telemetry/cqrs-metrics.ts'
import { keyPrefix } from './answer-key.ts'
import { changedTags } from './change-tags.ts'
import type { Flight } from './flight.ts'
import { Flights } from './flights.ts'
import { followChanges, type FollowChangesOptions } from './follow-changes.ts'
import { AnswerTally, type QueryCacheStatistics } from './query-cache-statistics.ts'

/** What a {@link QueryCache} is made of. */
export interface QueryCacheOptions {
  /** Keeps the answers: in the process, in Redis, or both. */
  readonly store: CacheStore
  /** Whose answers are meant when a query or a call names no tenant. Default: `default`. */
  readonly tenant?: TenantId | undefined
  /** Decides what is fresh. Default: the machine's clock. */
  readonly clock?: Clock | undefined
  /** Says what the cache could not do, and which answer could not be computed anew. Default: nothing. */
  readonly logger?: Logger | undefined
  /** Counts where answers come from. Default: nobody does, but for `statistics`. */
  readonly metrics?: CQRSMetrics | undefined
}

/** A question whose answer is kept. */
export interface CachedQuestion<Answer = unknown> {
  /** The same for questions that have the same answer, and for no others. */
  readonly key: string
  /** The query's type: for statistics. */
  readonly type: string
  readonly tenant: TenantId | undefined
  /** How long it is fresh, in milliseconds. */
  readonly ttlMs: number
  /** How much longer it may be shown while a new one is computed, in milliseconds. */
  readonly staleMs: number
  /**
   * What the answer must have seen. The caller has waited for it, so that what is computed from now on has; a kept answer has
   * seen what it was computed for. Default: nothing.
   */
  readonly minPosition?: GlobalPosition | undefined
  /** Computes the answer. */
  readonly compute: (signal: AbortSignal) => Promise<Answer>
  /** What it depends on, as far as the question tells. */
  readonly tags: readonly string[]
  /** What it depends on besides, as the answer tells. */
  answerTags?(answer: Answer): readonly string[]
  /** The caller's. The computation goes on while another caller waits for it. */
  readonly signal: AbortSignal
}

/** Which tags each type of event makes outdated. */
export type InvalidationRules<Events extends Event> = {
  readonly [Type in Events['type']]?: (event: RecordedEvent<EventOfType<Events, Type>>) => readonly string[]
}

/** An answer as a cache keeps it. */
interface CachedAnswer {
  /** The answer as JSON that gives it back as it was. */
  readonly answer: Json
  /** In milliseconds since 1970. After it the answer may still be shown while a new one is computed. */
  readonly freshUntil: number
}

/** What a lookup came to. */
interface FoundAnswer {
  readonly from: 'hits' | 'stale' | 'misses'
  /** Gives the answer, a copy for each caller where it can be cached at all. */
  readonly open: () => unknown
}

/** Carried by every answer of a query type: whatever invalidates it drops all of them. */
export function answersOf({ type }: QueryDefinition): string {
  return `query:${type}`
}

/**
 * Keeps the answers of cached queries over any {@link CacheStore}, and knows when not to: an answer that was invalidated
 * while it was computed is not kept. All cached queries whose tags meet share one; so do the calls that invalidate them,
 * because what goes to the store past it cannot be guarded.
 *
 * The cache may fail: then queries are computed, and the logger hears of it.
 *
 * @example
 * ```ts
 * import { answersOf, cachedQuery, defineQuery, EventBus, HandlerRegistry, QueryCache } from '@uno-ts/cqrs-core'
 * import { InMemoryCacheStore } from '@uno-ts/testing'
 * import type { Event } from '@uno-ts/types'
 * import { z } from 'zod'
 *
 * type ShopEvent = Event<'OrderPlaced', { readonly orderId: string }> | Event<'PricesChanged', {}>
 *
 * const getOrder = defineQuery({
 *   type: 'GetOrder',
 *   data: z.object({ orderId: z.string() }),
 *   result: z.object({ total: z.number() }).nullable(),
 * })
 *
 * const cache = new QueryCache({ store: new InMemoryCacheStore() })
 * const registry = new HandlerRegistry()
 * registry.register(
 *   cachedQuery(getOrder, async () => null, { cache, ttlMs: 60_000, tags: ({ orderId }) => [`order:${orderId}`] }),
 * )
 * cache.invalidateOn<ShopEvent>(new EventBus(), {
 *   OrderPlaced: ({ data }) => [`order:${data.orderId}`],
 *   PricesChanged: () => [answersOf(getOrder)],
 * })
 * ```
 */
export class QueryCache {
  readonly #store: CacheStore
  readonly #tenant: TenantId
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #metrics: CQRSMetrics | undefined
  readonly #lookups = new Flights<FoundAnswer>()
  /** Answers that are computed anew while the last one is still given. */
  readonly #renewals = new Flights<FoundAnswer>()
  readonly #writes = new Set<Promise<void>>()
  readonly #tally = new AnswerTally()
  readonly #subscriptions = new Set<() => void>()
  readonly #following = new Set<Promise<void>>()
  readonly #closing = new AbortController()
  /** What is kept already is being forgotten. */
  #beginning: Promise<void> | undefined
  readonly #uncacheable = new Set<string>()
  #invalidations = 0

  constructor(options: QueryCacheOptions) {
    const { store, tenant = defaultTenant, clock = systemClock, logger = silentLogger, metrics } = options
    this.#store = store
    this.#tenant = tenant
    this.#clock = clock
    this.#logger = logger
    this.#metrics = metrics
  }

  /**
   * Answers from the cache, or computes the answer and keeps it. Callers who ask for the same key at the same time share
   * one lookup and one computation in this process; when one of them gives up, the others still get their answer.
   *
   * @param question - `compute` is given a signal that aborts when nobody waits any more
   * @throws whatever `compute` throws; it is not kept
   * @throws the signal's reason when the caller gives up
   */
  async getOrCompute<Answer>(question: CachedQuestion<Answer>): Promise<Answer> {
    const { type, signal } = question
    const key = flightKey(question)
    signal.throwIfAborted()
    const underWay = this.#lookups.find(key)
    const lookup =
      underWay ?? this.#begin(this.#lookups, question, (flight) => this.#lookUp(question, flight))
    const { from, open } = await lookup.join(signal)
    const count = from === 'misses' && underWay !== undefined ? 'joined' : from
    this.#tally.add(type, count)
    this.#metrics?.answerFound(type, results[count])
    return open() as Answer // the answers of a key are those of its question
  }

  /**
   * Drops every answer of a tenant that carries one of the tags. When it has ended no answer that was computed before it
   * began will be given; one that is being computed is not kept.
   *
   * @throws what the store throws: answers may be outdated then, until their time is over
   */
  async invalidateTags(
    tags: readonly string[],
    { tenant }: { readonly tenant?: TenantId | undefined } = {},
  ): Promise<void> {
    const scoped = this.#scoped(tags, tenant)
    this.#invalidations++
    this.#lookups.invalidate(scoped)
    this.#renewals.invalidate(scoped)
    await Promise.allSettled(this.#writes) // what is on its way into the store is there before it is dropped
    await this.#store.invalidateTags(scoped)
  }

  /** Drops every answer of a query type, for one tenant. @throws what the store throws */
  async invalidate(
    definition: QueryDefinition,
    options: { readonly tenant?: TenantId | undefined } = {},
  ): Promise<void> {
    await this.invalidateTags([answersOf(definition)], options)
  }

  /**
   * Invalidates by events: each rule names the tags that an event of its type makes outdated, for the event's own tenant.
   * Returns the function that ends it.
   *
   * An event bus knows the events of its own process. Answers made from rows that a projection writes later are outdated
   * by the projection's commit, not by the event: {@link QueryCache.follow} the changes instead.
   */
  invalidateOn<Events extends Event>(eventBus: EventBus, rules: InvalidationRules<Events>): () => void {
    const ends = Object.entries(rules).map(([type, rule]) => {
      // The bus hands each rule the events of its own type.
      const tagsOf = rule as (event: RecordedEvent) => readonly string[]
      return eventBus.subscribe(type, (event) => this.invalidateTags(tagsOf(event), { tenant: event.tenant }))
    })
    const end = () => {
      for (const each of ends) each()
      this.#subscriptions.delete(end)
    }
    this.#subscriptions.add(end)
    return end
  }

  /**
   * Invalidates by what projections change, after their commits, in whichever process they are made: answers tagged by
   * {@link rowsOf} and {@link rowOf}. Returns the function that ends it; disposing of the cache does too.
   *
   * A feed tells a moment after the commit. Until then an answer is given that was right a moment ago; a query that has
   * waited for its command says so by `minPosition`, and is never given an older one. Where a feed fails, `ttlMs` bounds how
   * old an answer can be, and everything that was missed is invalidated when it is back. It begins by forgetting what is
   * kept already: nobody may have listened meanwhile.
   *
   * @example
   * ```ts
   * import { cachedQuery, defineQuery, HandlerRegistry, QueryCache, rowsOf } from '@uno-ts/cqrs-core'
   * import { InMemoryCacheStore } from '@uno-ts/testing'
   * import { projectionId, type ChangeFeed } from '@uno-ts/types'
   * import { z } from 'zod'
   *
   * const getSales = defineQuery({ type: 'GetSales', data: z.object({}), result: z.number() })
   *
   * export function cachedSales(changes: ChangeFeed, sumUp: () => Promise<number>) {
   *   const cache = new QueryCache({ store: new InMemoryCacheStore() })
   *   cache.follow(changes)
   *   const registry = new HandlerRegistry()
   *   const tags = () => rowsOf(projectionId('sales'))
   *   registry.register(cachedQuery(getSales, sumUp, { cache, ttlMs: 60_000, scope: 'tenant', tags }))
   *   return { cache, registry } // dispose of the cache at the end
   * }
   * ```
   */
  follow(changes: ChangeFeed, options: FollowChangesOptions = {}): () => void {
    const ending = new AbortController()
    const signal = AbortSignal.any([ending.signal, this.#closing.signal])
    const { projections, retryMs } = options
    const take = (change: ProjectionChange) =>
      this.invalidateTags(changedTags(change), { tenant: change.tenant })
    this.#beginning = this.#forget()
    const following = followChanges(changes, { projections, retryMs, take, logger: this.#logger, signal })
    this.#following.add(following)
    void following.then(() => this.#following.delete(following))
    return () => ending.abort()
  }

  /** What it has done since it was made. */
  statistics(): QueryCacheStatistics {
    return {
      ...this.#tally.total(),
      invalidations: this.#invalidations,
      entries: this.#store.statistics().entries,
      byType: this.#tally.byType(),
    }
  }

  /** Ends what it listens to, aborts what is computed in the background, and waits for what is under way. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const end of this.#subscriptions) end()
    this.#closing.abort(new DOMException('the query cache is closed', 'AbortError'))
    await Promise.all([this.#lookups.ended(), this.#renewals.ended(), ...this.#following])
  }

  async #lookUp(question: CachedQuestion, flight: Flight<FoundAnswer>): Promise<FoundAnswer> {
    const kept = await this.#read(question)
    if (kept !== undefined) {
      const open = () => fromJson(kept.answer)
      const pastMs = this.#clock.now() - kept.freshUntil
      if (pastMs < 0) return { from: 'hits', open }
      if (pastMs < question.staleMs) {
        this.#renew(question)
        return { from: 'stale', open }
      }
    }
    const renewal = this.#renewals.find(flightKey(question))
    return renewal === undefined ? this.#compute(question, flight) : renewal.join(flight.signal)
  }

  /** Computes an answer for those who ask later; nobody waits for it. */
  #renew(question: CachedQuestion): void {
    if (this.#renewals.find(flightKey(question)) !== undefined) return
    const renewal = this.#begin(this.#renewals, question, (flight) => this.#compute(question, flight))
    renewal.join(this.#closing.signal).catch((error: unknown) => {
      if (this.#closing.signal.aborted) return
      const { type } = question
      this.#logger.warn({ error, type }, 'an answer could not be computed anew; the last one is still given')
    })
  }

  #begin(
    flights: Flights<FoundAnswer>,
    question: CachedQuestion,
    run: (flight: Flight<FoundAnswer>) => Promise<FoundAnswer>,
  ): Flight<FoundAnswer> {
    const { tags, tenant } = question
    const areAll = question.answerTags === undefined
    return flights.begin(flightKey(question), { tags: areAll ? this.#scoped(tags, tenant) : undefined, run })
  }

  async #compute(question: CachedQuestion, flight: Flight<FoundAnswer>): Promise<FoundAnswer> {
    flight.beginReading()
    const answer = await question.compute(flight.signal)
    const json = this.#jsonOf(answer, question)
    if (json === undefined) return { from: 'misses', open: () => answer }
    const tags = this.#scoped([...question.tags, ...(question.answerTags?.(answer) ?? [])], question.tenant)
    if (flight.isOutdated(tags)) this.#tally.add(question.type, 'outdated')
    else await this.#write(question, json, tags)
    return { from: 'misses', open: () => fromJson(json) }
  }

  async #read({ key, type, minPosition = origin }: CachedQuestion): Promise<CachedAnswer | undefined> {
    try {
      if (this.#beginning !== undefined) await this.#beginning
      const entry = await this.#store.get<CachedAnswer>(key)
      const hasSeen = (entry?.position ?? origin) >= minPosition
      return hasSeen && isAnswer(entry?.value) ? entry.value : undefined
    } catch (error) {
      this.#failed(error, type)
      return undefined
    }
  }

  async #write(question: CachedQuestion, answer: Json, tags: readonly string[]): Promise<void> {
    const { key, type, ttlMs, staleMs, minPosition: position } = question
    const kept: CachedAnswer = { answer, freshUntil: this.#clock.now() + ttlMs }
    const writing = this.#store.set(key, kept, { ttlMs: ttlMs + staleMs, tags, position })
    this.#writes.add(writing)
    try {
      await writing
    } catch (error) {
      this.#failed(error, type)
    } finally {
      this.#writes.delete(writing)
    }
  }

  async #forget(): Promise<void> {
    try {
      await this.#store.invalidateAll(keyPrefix)
      this.#beginning = undefined
    } catch (error) {
      this.#logger.warn(
        { error },
        'what was kept before could not be forgotten; it lasts as long as its time',
      )
    }
  }

  #jsonOf(answer: unknown, { type }: CachedQuestion): Json | undefined {
    try {
      return toJson(answer)
    } catch (error) {
      if (!this.#uncacheable.has(type))
        this.#logger.warn({ error, type }, 'the answers of a query cannot be cached')
      this.#uncacheable.add(type)
      return undefined
    }
  }

  #failed(error: unknown, type: string): void {
    this.#tally.add(type, 'failures')
    this.#logger.warn({ error, type }, 'the cache could not be used; the query is answered without it')
  }

  #scoped(tags: readonly string[], tenant: TenantId = this.#tenant): readonly string[] {
    return tags.map((tag) => `${tenant}/${tag}`)
  }
}

/** What a metrics page calls it. */
const results = { hits: 'hit', stale: 'stale', misses: 'miss', joined: 'joined' } as const

/** Those who share a computation ask for the same, and it must have seen the same. */
function flightKey({ key, minPosition }: CachedQuestion): string {
  return minPosition === undefined ? key : `${key}@${minPosition}`
}

/** Whether it was kept by a query cache, and not by somebody else under the same key. */
function isAnswer(kept: CachedAnswer | null | undefined): kept is CachedAnswer {
  return typeof kept?.freshUntil === 'number'
}
