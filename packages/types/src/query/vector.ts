import type { Criteria } from './criteria.ts'
import type { SearchOptions, SearchResult } from './search.ts'

/** A point that stands for a text: as many finite numbers as its model has dimensions. */
export type Embedding = readonly number[] | Float32Array

/** Which embeddings can be compared with each other. */
export interface EmbeddingModel {
  /** Names the model and its version; another name means vectors that cannot be compared with these. */
  readonly model: string
  /** How many numbers an embedding has, 1 to 16,000. */
  readonly dimensions: number
}

/** Turns texts into points, so that what is alike is near. */
export interface EmbeddingProvider extends EmbeddingModel {
  /**
   * One embedding for each text, in their order.
   *
   * @throws EmbeddingError when it does not answer, or not what was asked for
   */
  embed(
    texts: readonly string[],
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<readonly Embedding[]>
}

/**
 * How far two embeddings are apart: by their angle, by the distance between them, or by their inner product, which is the
 * greater the nearer they are.
 */
export type VectorMetric = 'cosine' | 'l2' | 'inner-product'

/** What the rows of an answer shall be like: a text, an embedding, or another row. */
export type Likeness =
  | { readonly text: string }
  | { readonly vector: Embedding }
  /** The id of a row, which is no part of the answer. */
  | { readonly like: string }

/** Asks for the rows that are nearest. */
export type VectorRequest = Likeness & {
  /** Only among these rows. As many as `limit` are found whenever there are so many. */
  readonly where?: Criteria | undefined
  /** 1 to 1,000. Default 10. */
  readonly limit?: number | undefined
}

/** Searches one read model by likeness: among the rows of one tenant, that of the options; without one the index's own. */
export interface VectorSearchIndex<Row> {
  /** Gives the rows nearest to a text or a vector, the nearest first. */
  search(request: VectorRequest, options?: SearchOptions): Promise<SearchResult<Row>>
}
