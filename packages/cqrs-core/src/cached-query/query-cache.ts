import {
  defaultTenant,
  silentLogger,
  systemClock,
  type CacheStore,
  type Clock,
  type Event,
  type EventBus,
  type EventOfType,
  type Json,
  type Logger,
  type QueryDefinition,
  type RecordedEvent,
  type TenantId,
} from '@uno-ts/types'
import { fromJson, toJson } from '../json/lossless-json.ts'
import type { Flight } from './flight.ts'
import { Flights } from './flights.ts'
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
  readonly #lookups = new Flights<FoundAnswer>()
  /** Answers that are computed anew while the last one is still given. */
  readonly #renewals = new Flights<FoundAnswer>()
  readonly #writes = new Set<Promise<void>>()
  readonly #tally = new AnswerTally()
  readonly #subscriptions = new Set<() => void>()
  readonly #closing = new AbortController()
  readonly #uncacheable = new Set<string>()
  #invalidations = 0

  constructor(options: QueryCacheOptions) {
    const { store, tenant = defaultTenant, clock = systemClock, logger = silentLogger } = options
    this.#store = store
    this.#tenant = tenant
    this.#clock = clock
    this.#logger = logger
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
    const { key, type, signal } = question
    signal.throwIfAborted()
    const underWay = this.#lookups.find(key)
    const lookup =
      underWay ?? this.#begin(this.#lookups, question, (flight) => this.#lookUp(question, flight))
    const { from, open } = await lookup.join(signal)
    this.#tally.add(type, from === 'misses' && underWay !== undefined ? 'joined' : from)
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
   * by the projection's commit, not by the event: invalidate them when the change feed tells of it.
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
    await Promise.all([this.#lookups.ended(), this.#renewals.ended()])
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
    const renewal = this.#renewals.find(question.key)
    return renewal === undefined ? this.#compute(question, flight) : renewal.join(flight.signal)
  }

  /** Computes an answer for those who ask later; nobody waits for it. */
  #renew(question: CachedQuestion): void {
    if (this.#renewals.find(question.key) !== undefined) return
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
    const { key, tags, tenant } = question
    const areAll = question.answerTags === undefined
    return flights.begin(key, { tags: areAll ? this.#scoped(tags, tenant) : undefined, run })
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

  async #read({ key, type }: CachedQuestion): Promise<CachedAnswer | undefined> {
    try {
      const kept = (await this.#store.get<CachedAnswer>(key))?.value
      return isAnswer(kept) ? kept : undefined
    } catch (error) {
      this.#failed(error, type)
      return undefined
    }
  }

  async #write(question: CachedQuestion, answer: Json, tags: readonly string[]): Promise<void> {
    const { key, type, ttlMs, staleMs } = question
    const kept: CachedAnswer = { answer, freshUntil: this.#clock.now() + ttlMs }
    const writing = this.#store.set(key, kept, { ttlMs: ttlMs + staleMs, tags })
    this.#writes.add(writing)
    try {
      await writing
    } catch (error) {
      this.#failed(error, type)
    } finally {
      this.#writes.delete(writing)
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

/** Whether it was kept by a query cache, and not by somebody else under the same key. */
function isAnswer(kept: CachedAnswer | null | undefined): kept is CachedAnswer {
  return typeof kept?.freshUntil === 'number'
}
