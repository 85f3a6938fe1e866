import type { ReadModelOptions } from '../read-model/read-model-repository.ts'
import type { Criteria } from './criteria.ts'
import type { SearchHit } from './search.ts'

/**
 * How the candidates of several sources become one list.
 *
 * `reciprocal-rank` adds up 1 / (constant + rank): only the order within each source counts. `weighted` adds up scores
 * that are evened out to 0…1 among each source's candidates: it also counts by how much one is better. `balanced` does
 * that too, and a source counts the more, the more clearly its best candidates stand out from the rest of them: where one
 * source knows little of a question, as words do of a misspelt one, the others decide.
 */
export type Fusion = 'balanced' | 'weighted' | 'reciprocal-rank'

/** A search in several ways at once. `Requests` has what can be asked of each source, by the source's name. */
export interface HybridRequest<Requests extends object = Readonly<Record<string, unknown>>> {
  /** Asked of every source that takes a text and is not asked something else. Default: only what `ask` says. */
  readonly text?: string | undefined
  /** What single sources are asked. A source that is asked nothing takes no part. */
  readonly ask?: { readonly [Name in keyof Requests]?: Requests[Name] | undefined } | undefined
  /** Rows that do not fit are no candidates of any source. */
  readonly where?: Criteria | undefined
  /** Default: that of the search. */
  readonly fusion?: Fusion | undefined
  /** How much each source counts: 0, or 0.001 to 1,000. Default 1 each, or what the search was made with. */
  readonly weights?: { readonly [Name in keyof Requests]?: number | undefined } | undefined
  /**
   * How many candidates each source gives, 1 to 1,000: pages are cut from them, so every page of a list is asked for with
   * the same depth. Default: that of the search.
   */
  readonly depth?: number | undefined
  /** 1 to 1,000. Default 20. */
  readonly limit?: number | undefined
  readonly offset?: number | undefined
  /** Whether each hit tells what it owes to which source. Default false. */
  readonly explain?: boolean | undefined
  /**
   * What happens when a source cannot be asked, because the database lacks an extension or nobody embeds the text:
   * `fail`, or `leave-out`, which the answer tells. Default `fail`.
   */
  readonly unable?: 'fail' | 'leave-out' | undefined
}

/** What one source has said of a hit. */
export interface CandidateShare {
  /** From 1. */
  readonly rank: number
  /** As the source gives it. */
  readonly score: number
  /** What it adds to the hit's score. */
  readonly share: number
}

/** One row found, with a score that is comparable within one answer only. */
export interface HybridHit<Row> extends Omit<SearchHit<Row>, 'highlights'> {
  /** By source, where it was to be explained: sources that did not propose the row are not there. */
  readonly sources?: Readonly<Record<string, CandidateShare>> | undefined
}

/** A source that could not be asked, and why. */
export interface LeftOutSource {
  readonly source: string
  readonly reason: string
}

/** What was found, best first, ties by id. */
export interface HybridResult<Row> {
  readonly hits: readonly HybridHit<Row>[]
  /** How many rows the sources have proposed together: all pages have so many. */
  readonly total: number
  /** Sources that were asked and could not answer. */
  readonly leftOut: readonly LeftOutSource[]
}

/** Searches one read model in several ways at once. */
export interface HybridIndex<Row, Requests extends object = Readonly<Record<string, unknown>>> {
  /** Gives the rows that the kinds of search together find best, the best first. */
  hybridQuery(
    request: HybridRequest<Requests>,
    options?: Pick<ReadModelOptions, 'tenant' | 'signal' | 'transaction'>,
  ): Promise<HybridResult<Row>>
}
