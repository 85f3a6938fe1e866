import { setTimeout as delay } from 'node:timers/promises'
import {
  EmbeddingError,
  InvalidArgumentError,
  isUnoError,
  type Embedding,
  type EmbeddingProvider,
} from '@uno-ts/types'
import { checkEmbeddings } from './check-embeddings.ts'

/** What a {@link ReliableEmbeddingProvider} is made of, and how patient it is. */
export interface ReliableEmbeddingProviderOptions {
  /** The provider that is asked. */
  readonly inner: EmbeddingProvider
  /** How many texts are asked for at a time, in order, one call after the other. Default 100. */
  readonly batchSize?: number | undefined
  /** How often a call that failed is made again when its error is retryable. Default 4. */
  readonly retries?: number | undefined
  /** The wait before the first repetition, in milliseconds; it doubles, and half of it is random. Default 500. */
  readonly retryDelayMs?: number | undefined
  /** The longest wait, in milliseconds, whatever the provider asks for. Default 30,000. */
  readonly maxRetryDelayMs?: number | undefined
}

/**
 * Asks a provider in batches, again when it fails for the moment, and takes nothing for an embedding that is none: their
 * number and dimensions are checked, and that their numbers are finite.
 *
 * @example
 * ```ts
 * import { ReliableEmbeddingProvider } from '@uno-ts/query-search'
 * import type { EmbeddingProvider } from '@uno-ts/types'
 *
 * export function patient(inner: EmbeddingProvider) {
 *   return new ReliableEmbeddingProvider({ inner, batchSize: 32, retries: 6 })
 * }
 * ```
 */
export class ReliableEmbeddingProvider implements EmbeddingProvider {
  readonly model: string
  readonly dimensions: number
  readonly #inner: EmbeddingProvider
  readonly #batchSize: number
  readonly #retries: number
  readonly #retryDelayMs: number
  readonly #maxRetryDelayMs: number

  /** @throws InvalidArgumentError when a number is out of range */
  constructor({
    inner,
    batchSize = 100,
    retries = 4,
    retryDelayMs = 500,
    maxRetryDelayMs = 30_000,
  }: ReliableEmbeddingProviderOptions) {
    if (!Number.isInteger(batchSize) || batchSize < 1) {
      throw new InvalidArgumentError(`batchSize is a whole number from 1, found ${batchSize}`)
    }
    this.model = inner.model
    this.dimensions = inner.dimensions
    this.#inner = inner
    this.#batchSize = batchSize
    this.#retries = retries
    this.#retryDelayMs = retryDelayMs
    this.#maxRetryDelayMs = maxRetryDelayMs
  }

  /** @throws EmbeddingError when it does not answer in the end, or not what was asked for */
  async embed(
    texts: readonly string[],
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<readonly Embedding[]> {
    const embeddings: Embedding[] = []
    for (let start = 0; start < texts.length; start += this.#batchSize) {
      embeddings.push(...(await this.#embedBatch(texts.slice(start, start + this.#batchSize), options)))
    }
    return embeddings
  }

  async #embedBatch(
    texts: readonly string[],
    options: { readonly signal?: AbortSignal | undefined },
  ): Promise<readonly Embedding[]> {
    for (let failures = 0; ; failures++) {
      options.signal?.throwIfAborted()
      try {
        return checkEmbeddings(this, texts.length, await this.#inner.embed(texts, options))
      } catch (error) {
        if (!isUnoError(error) || !error.retryable || failures >= this.#retries) throw error
        await this.#wait(failures, error, options.signal)
      }
    }
  }

  async #wait(failures: number, error: unknown, signal: AbortSignal | undefined): Promise<void> {
    const doubled = this.#retryDelayMs * 2 ** failures * (0.5 + Math.random() / 2)
    const asked = error instanceof EmbeddingError ? (error.retryAfterMs ?? 0) : 0
    await delay(Math.min(this.#maxRetryDelayMs, Math.max(doubled, asked)), undefined, { signal }).catch(
      () => signal?.throwIfAborted(), // with the reason that was given, not the timer's own
    )
  }
}
