import type { ReadModelOptions } from '@uno-ts/types'
import { QueryMetricsRecorder, type QueryFacts } from '../metrics/query-metrics-recorder.ts'
import { AnswerCache, type AnswerCacheOptions } from './answer-cache.ts'

/** What is the same for all questions of a service. */
export interface AskingOptions {
  /** Keeps answers for a while. Default: every question is asked. */
  readonly cache?: AnswerCacheOptions | undefined
  /** Remembers how long questions took. Default: one of the service's own. */
  readonly metrics?: QueryMetricsRecorder | undefined
}

/** A question as plain data. */
export interface Question {
  readonly type: string
  readonly [part: string]: unknown
}

/** Asks questions: from the cache, where there is one, and measured. */
export class Asking {
  readonly metrics: QueryMetricsRecorder
  readonly #cache: AnswerCache | undefined

  constructor({ cache, metrics = new QueryMetricsRecorder() }: AskingOptions) {
    this.metrics = metrics
    this.#cache = cache && new AnswerCache(cache)
  }

  /** The answer to a question that is plain data. */
  ask<Answer>(
    question: Question,
    options: ReadModelOptions,
    { read, ...facts }: Omit<QueryFacts<Answer>, 'queryType'> & { readonly read: () => Promise<Answer> },
  ): Promise<Answer> {
    const cache = this.#cache
    return this.metrics.measure({ ...facts, queryType: question.type }, async (told) => {
      if (cache === undefined) return read()
      const { answer, cacheHit } = await cache.answer(question, options, read)
      told.cacheHit = cacheHit
      return answer
    })
  }
}
