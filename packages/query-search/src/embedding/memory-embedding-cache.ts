import { InvalidArgumentError, type Embedding, type EmbeddingModel } from '@uno-ts/types'
import type { EmbeddingCache } from './embedding-cache.ts'

/** How much a {@link MemoryEmbeddingCache} keeps. */
export interface MemoryEmbeddingCacheOptions {
  /** How many embeddings at most; the one that was not asked for longest goes first. Default 10,000. */
  readonly maxEntries?: number | undefined
}

/** Keeps embeddings in the process: of the questions people ask again and again. */
export class MemoryEmbeddingCache implements EmbeddingCache {
  readonly #maxEntries: number
  /** In the order they were last asked for. */
  readonly #kept = new Map<string, Embedding>()

  /** @throws InvalidArgumentError when `maxEntries` is out of range */
  constructor({ maxEntries = 10_000 }: MemoryEmbeddingCacheOptions = {}) {
    if (!Number.isInteger(maxEntries) || maxEntries < 1) {
      throw new InvalidArgumentError(`maxEntries is a whole number from 1, found ${maxEntries}`)
    }
    this.#maxEntries = maxEntries
  }

  get(model: EmbeddingModel, hashes: readonly string[]): Promise<ReadonlyMap<string, Embedding>> {
    const found = new Map<string, Embedding>()
    for (const hash of hashes) {
      const key = keyOf(model, hash)
      const embedding = this.#kept.get(key)
      if (embedding === undefined) continue
      found.set(hash, embedding)
      this.#kept.delete(key)
      this.#kept.set(key, embedding)
    }
    return Promise.resolve(found)
  }

  set(model: EmbeddingModel, embeddings: ReadonlyMap<string, Embedding>): Promise<void> {
    for (const [hash, embedding] of embeddings) this.#kept.set(keyOf(model, hash), embedding)
    for (const key of this.#kept.keys()) {
      if (this.#kept.size <= this.#maxEntries) break
      this.#kept.delete(key)
    }
    return Promise.resolve()
  }
}

function keyOf({ model, dimensions }: EmbeddingModel, hash: string): string {
  return `${hash} ${dimensions} ${model}`
}
