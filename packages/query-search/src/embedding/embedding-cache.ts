import type { Embedding, EmbeddingModel } from '@uno-ts/types'

/** Keeps embeddings by their model and the hash of their text. Losing one costs a call of the provider, no more. */
export interface EmbeddingCache {
  /** What is kept, by hash. */
  get(
    model: EmbeddingModel,
    hashes: readonly string[],
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<ReadonlyMap<string, Embedding>>
  set(
    model: EmbeddingModel,
    embeddings: ReadonlyMap<string, Embedding>,
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<void>
}
