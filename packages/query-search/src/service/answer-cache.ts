import { defaultTenant, type ReadModelCache, type ReadModelOptions } from '@uno-ts/types'
import { queryKey } from '../live/query-key.ts'

/** How answers are cached. */
export interface AnswerCacheOptions {
  /** Any cache of the read-model package: of the process, of Redis, of both. */
  readonly store: ReadModelCache
  /** How long an answer is fresh, in milliseconds: as long it may be old where nobody invalidates its tags. */
  readonly ttlMs: number
  /** Names the answers of this service in the cache: the read model's name. No two services share one. */
  readonly name: string
  /** Invalidating one of them drops the answers. Default: the name. */
  readonly tags?: readonly string[] | undefined
}

/**
 * Keeps answers for a while. Who reads a missing one takes a lease first, so that what was read before an invalidation is
 * not parked after it.
 */
export class AnswerCache {
  readonly #store: ReadModelCache
  readonly #ttlMs: number
  readonly #name: string
  readonly #tags: readonly string[]

  constructor({ store, ttlMs, name, tags = [name] }: AnswerCacheOptions) {
    this.#store = store
    this.#ttlMs = ttlMs
    this.#name = name
    this.#tags = tags
  }

  /**
   * The cached answer, or what is read. Reads of a transaction, and those that must have seen a position, are never
   * answered from the cache: it does not know what its answers have seen.
   */
  async answer<Answer>(
    question: { readonly type: string },
    { tenant = defaultTenant, transaction, minPosition }: ReadModelOptions,
    read: () => Promise<Answer>,
  ): Promise<{ readonly answer: Answer; readonly cacheHit: boolean }> {
    if (transaction !== undefined || minPosition !== undefined)
      return { answer: await read(), cacheHit: false }
    const key = `answers:${this.#name}:${tenant}:${queryKey(question.type, question)}`
    const [entry] = await this.#store.getMany<Kept<Answer>>([key])
    if (entry !== undefined) return { answer: entry.value.answer, cacheHit: true }
    const [lease] = await this.#store.lease([key])
    const answer = await read()
    if (lease?.state === 'granted') {
      const { token } = lease
      await this.#store.fill<Kept<Answer>>(key, { answer }, { token, ttlMs: this.#ttlMs, tags: this.#tags })
    }
    return { answer, cacheHit: false }
  }
}

/** An answer that is `undefined` is one, too. */
interface Kept<Answer> {
  readonly answer: Answer
}
