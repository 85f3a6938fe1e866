/** How a question ended. */
export interface QueryEnd {
  /** How many rows, hits or groups the answer has. */
  readonly resultCount: number
  /** Whether the answer came from a cache. Default false. */
  readonly cacheHit?: boolean | undefined
}

/** What a {@link QueryMetrics} begins with. */
export interface QueryMetricsStart {
  readonly queryId: string
  readonly queryType: string
  readonly startTime: Date
}

/** What is known of one question: when it was asked, how long the answer took, how much it was. */
export class QueryMetrics {
  readonly queryId: string
  /** `get-by-id`, `find`, `paginate`, `count`, `search`, `aggregate`, `graph`, `hybrid` or the caller's own. */
  readonly queryType: string
  readonly startTime: Date
  readonly #began = performance.now() // a clock that is never put back
  #durationMs: number | undefined
  #end: QueryEnd | undefined

  constructor({ queryId, queryType, startTime }: QueryMetricsStart) {
    this.queryId = queryId
    this.queryType = queryType
    this.startTime = startTime
  }

  /** When the answer was there, or the question failed; `undefined` while it is under way. */
  get endTime(): Date | undefined {
    return this.#durationMs === undefined ? undefined : new Date(this.startTime.getTime() + this.#durationMs)
  }

  /** Milliseconds, with fractions; `undefined` while it is under way. */
  get durationMs(): number | undefined {
    return this.#durationMs
  }

  /** Whether the answer came from a cache; `undefined` without an answer. */
  get cacheHit(): boolean | undefined {
    return this.#end && (this.#end.cacheHit ?? false)
  }

  /** How many rows, hits or groups the answer has; `undefined` without an answer. */
  get resultCount(): number | undefined {
    return this.#end?.resultCount
  }

  /** Whether an answer was found; `undefined` while it is under way. */
  get success(): boolean | undefined {
    return this.#durationMs === undefined ? undefined : this.#end !== undefined
  }

  /** Ends the question, once; without an end it has failed. Later calls change nothing. */
  complete(end?: QueryEnd): void {
    if (this.#durationMs !== undefined) return
    this.#durationMs = performance.now() - this.#began
    this.#end = end
  }
}
