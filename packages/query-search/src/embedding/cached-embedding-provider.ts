import type { Embedding, EmbeddingProvider } from '@uno-ts/types'
import { contentHash } from './content-hash.ts'
import type { EmbeddingCache } from './embedding-cache.ts'

/** What a {@link CachedEmbeddingProvider} is made of. */
export interface CachedEmbeddingProviderOptions {
  /** The provider that is asked for what is not kept. */
  readonly inner: EmbeddingProvider
  /** Keeps embeddings by the hash of their text. */
  readonly cache: EmbeddingCache
}

/**
 * Asks a provider once for each text, by the hash of its content: what is kept is not asked for again, and the same text
 * twice in one call is one.
 *
 * @example
 * ```ts
 * import { CachedEmbeddingProvider, FeatureHashingProvider, MemoryEmbeddingCache } from '@uno-ts/query-search'
 *
 * export const provider = new CachedEmbeddingProvider({
 *   inner: new FeatureHashingProvider(),
 *   cache: new MemoryEmbeddingCache({ maxEntries: 1_000 }),
 * })
 * ```
 */
export class CachedEmbeddingProvider implements EmbeddingProvider {
  readonly model: string
  readonly dimensions: number
  readonly #inner: EmbeddingProvider
  readonly #cache: EmbeddingCache

  constructor({ inner, cache }: CachedEmbeddingProviderOptions) {
    this.model = inner.model
    this.dimensions = inner.dimensions
    this.#inner = inner
    this.#cache = cache
  }

  async embed(
    texts: readonly string[],
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<readonly Embedding[]> {
    const textOf = new Map(texts.map((text) => [contentHash(text), text]))
    const kept = await this.#cache.get(this, [...textOf.keys()], options)
    const missing = [...textOf].filter(([hash]) => !kept.has(hash))
    const made = await this.#make(missing, options)
    return texts.map((text) => {
      const hash = contentHash(text)
      return kept.get(hash) ?? made.get(hash) ?? []
    })
  }

  async #make(
    missing: readonly (readonly [hash: string, text: string])[],
    options: { readonly signal?: AbortSignal | undefined },
  ): Promise<ReadonlyMap<string, Embedding>> {
    if (missing.length === 0) return new Map()
    const embeddings = await this.#inner.embed(
      missing.map(([, text]) => text),
      options,
    )
    const made = new Map(missing.map(([hash], index) => [hash, embeddings[index] ?? []]))
    await this.#cache.set(this, made, options)
    return made
  }
}
