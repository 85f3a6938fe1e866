/** What became of the questions to a cache. */
export interface AnswerCounts {
  /** Answered from the cache, fresh. */
  readonly hits: number
  /** Answered from the cache, past its time, while a new answer was computed. */
  readonly stale: number
  /** Not there: computed. */
  readonly misses: number
  /** Not there, but being computed already: waited for that. */
  readonly joined: number
  /** Computed and not kept, because they were invalidated while they were computed. */
  readonly outdated: number
  /** The cache could not be read or written; the question was answered all the same. */
  readonly failures: number
}

/** What a query cache has done since it was made. */
export interface QueryCacheStatistics extends AnswerCounts {
  /** How often tags were invalidated. */
  readonly invalidations: number
  /** How many entries the store beneath holds, of others' too. */
  readonly entries: number
  /** The same counts by query type. */
  readonly byType: Readonly<Record<string, AnswerCounts>>
}

/** Counts by query type. */
export class AnswerTally {
  readonly #byType = new Map<string, { -readonly [Count in keyof AnswerCounts]: number }>()

  /** Counts one. */
  add(type: string, count: keyof AnswerCounts): void {
    const counts = this.#byType.get(type) ?? { ...none }
    counts[count]++
    this.#byType.set(type, counts)
  }

  /** The counts of all types together. */
  total(): AnswerCounts {
    const total = { ...none }
    for (const counts of this.#byType.values()) {
      for (const name of names) total[name] += counts[name]
    }
    return total
  }

  /** A copy of the counts of each type. */
  byType(): Readonly<Record<string, AnswerCounts>> {
    return Object.fromEntries([...this.#byType].map(([type, counts]) => [type, { ...counts }]))
  }
}

const none = { hits: 0, stale: 0, misses: 0, joined: 0, outdated: 0, failures: 0 }
const names = Object.keys(none) as (keyof AnswerCounts)[] // of the literal above
