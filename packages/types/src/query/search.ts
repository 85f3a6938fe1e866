import type { Criteria, FieldPath } from './criteria.ts'

/** A search over the text of a read model. */
export interface SearchRequest {
  /** What a person typed: never an error, never syntax. */
  readonly text: string
  /** Whether a row must hold any of the words or all of them. Default `any`. */
  readonly match?: 'any' | 'all' | undefined
  readonly where?: Criteria | undefined
  /** Fields whose values are counted over all hits. */
  readonly facets?: readonly FieldPath[] | undefined
  /** 1 to 1,000. Default 20. */
  readonly limit?: number | undefined
  readonly offset?: number | undefined
}

/** One row found. */
export interface SearchHit<Row> {
  readonly row: Row
  /** Comparable within one answer only. */
  readonly score: number
}

/** What a search found, best first. */
export interface SearchResult<Row> {
  readonly hits: readonly SearchHit<Row>[]
  readonly facets?: Readonly<Record<FieldPath, readonly { readonly value: string; readonly count: number }[]>>
}

/** Searches one read model by its text. */
export interface SearchIndex<Row> {
  search(
    request: SearchRequest,
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<SearchResult<Row>>
}
