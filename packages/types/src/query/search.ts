import type { ReadModelOptions } from '../read-model/read-model-repository.ts'
import type { Criteria, FieldPath } from './criteria.ts'

/**
 * How the words of a search are joined: a row holds any of them, all of them, all of them next to each other in this
 * order, or for each of them a word that begins with it.
 */
export type TextMatch = 'any' | 'all' | 'phrase' | 'prefix'

/**
 * What makes a row better: words that few of the found rows hold (`rarity`), words that the row holds often
 * (`frequency`), or words that stand close to each other in it (`proximity`).
 */
export type TextRanking = 'rarity' | 'frequency' | 'proximity'

/** What is asked of the text of a read model. */
export interface TextQuery {
  /** What a person typed: never an error, never syntax. */
  readonly text: string
  /** Default `any`. */
  readonly match?: TextMatch | undefined
  /**
   * Whether words that no row holds are taken for misspelt ones and replaced by the nearest that are there. It takes the
   * extension `pg_trgm`: without it, `true` fails and `where-possible` searches for the words as they stand. Default
   * false.
   */
  readonly fuzzy?: boolean | 'where-possible' | undefined
  /** Default `rarity`. */
  readonly ranking?: TextRanking | undefined
}

/** A search over the text of a read model. */
export interface SearchRequest extends TextQuery {
  readonly where?: Criteria | undefined
  /** Fields whose values are counted over all hits. */
  readonly facets?: readonly FieldPath[] | undefined
  /**
   * Values somebody has chosen, by field, written as facets write them: a hit has one of them in each of these fields.
   * A field's own choice does not narrow the counts of its facet, so that another value can still be chosen. Default:
   * none.
   */
  readonly chosen?: Readonly<Record<FieldPath, readonly string[]>> | undefined
  /** Fields whose text is shown with the found words marked. */
  readonly highlight?: readonly FieldPath[] | undefined
  /** 1 to 1,000. Default 20. */
  readonly limit?: number | undefined
  readonly offset?: number | undefined
}

/** A piece of a text; found words are marked. It is plain text: who shows it as HTML escapes it. */
export interface TextPiece {
  readonly text: string
  readonly marked: boolean
}

/** One row found. */
export interface SearchHit<Row> {
  readonly row: Row
  /** Comparable within one answer only. */
  readonly score: number
  /** The fields that were to be highlighted, as pieces that make up the text or its telling parts. */
  readonly highlights?: Readonly<Record<FieldPath, readonly TextPiece[]>> | undefined
}

/** One value of a facet. */
export interface FacetCount {
  readonly value: string
  readonly count: number
}

/** A word that no row holds, and the words searched for instead, the nearest first. */
export interface Correction {
  readonly typed: string
  readonly meant: readonly string[]
}

/** What a search found, best first. */
export interface SearchResult<Row> {
  readonly hits: readonly SearchHit<Row>[]
  /** How many rows were found, those of other pages included. */
  readonly total?: number | undefined
  readonly facets?: Readonly<Record<FieldPath, readonly FacetCount[]>> | undefined
  /** The misspelt words, where the search was to be fuzzy; `undefined` also where it could not be. */
  readonly corrections?: readonly Correction[] | undefined
}

/** What would complete a text somebody is typing. */
export interface SuggestRequest extends Pick<TextQuery, 'text' | 'fuzzy'> {
  readonly where?: Criteria | undefined
  /** 1 to 100. Default 10. */
  readonly limit?: number | undefined
}

/** One text that would find something. */
export interface Suggestion {
  /** What was typed, completed. */
  readonly text: string
  /** How many rows hold the word it was completed with, of those looked at. */
  readonly count: number
}

/** Whose rows are searched, and when nobody wants to know any more. */
export type SearchOptions = Pick<ReadModelOptions, 'tenant' | 'signal'>

/**
 * Searches one read model by its text. A search finds rows of one tenant, that of the options, and never another's;
 * without one the index's own.
 */
export interface SearchIndex<Row> {
  /** Gives the rows that match a text, the best first. */
  search(request: SearchRequest, options?: SearchOptions): Promise<SearchResult<Row>>
  /** Completes what somebody is typing. Not every index can. */
  suggest?(request: SuggestRequest, options?: SearchOptions): Promise<readonly Suggestion[]>
}
