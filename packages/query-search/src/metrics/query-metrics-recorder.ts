import type { Meter } from '@opentelemetry/api'
import {
  InvalidArgumentError,
  silentLogger,
  systemClock,
  uuidV7Source,
  type Clock,
  type Logger,
  type NewId,
} from '@uno-ts/types'
import { QueryInstruments } from './query-instruments.ts'
import { QueryMetrics, type QueryEnd } from './query-metrics.ts'

/** How a {@link QueryMetricsRecorder} is made. */
export interface QueryMetricsRecorderOptions {
  /** How many of the newest questions are kept for {@link QueryMetricsRecorder.getRecentMetrics}. Default 100. */
  readonly keep?: number | undefined
  /** Questions that take longer are logged as warnings, in milliseconds. Default 1,000. */
  readonly slowQueryMs?: number | undefined
  /**
   * Whether the log of a slow question holds the plan of its statement, by `explain`, where it can be had. Conditions of a plan
   * show the values they compare with. Default false.
   */
  readonly explainSlowQueries?: boolean | undefined
  /** Hears of slow questions: type, duration and, on request, plan. Default: silent. */
  readonly logger?: Logger | undefined
  /** Default: the global meter of OpenTelemetry. */
  readonly meter?: Meter | undefined
  /** Gives the start of a question. Default: the machine's clock. */
  readonly clock?: Clock | undefined
  /** Gives the ids of questions. Default: UUIDv7. */
  readonly newId?: NewId | undefined
}

/** What is told of a question beside its answer. */
export interface QueryFacts<Answer> {
  readonly queryType: string
  /** How many rows, hits or groups the answer has. */
  readonly count: (answer: Answer) => number
  /** The plan of its statement. */
  readonly explain?: (() => Promise<string>) | undefined
}

/**
 * Remembers how long the newest questions took, tells OpenTelemetry, and logs slow ones. Services make one each; share one
 * to have them all in one list.
 *
 * @example
 * ```ts
 * import { QueryMetricsRecorder, ReadModelQueryService } from '@uno-ts/query-search'
 * import type { Logger, ReadModelRepository } from '@uno-ts/types'
 *
 * export function watched(repository: ReadModelRepository<{ code: string }>, logger: Logger) {
 *   const metrics = new QueryMetricsRecorder({ slowQueryMs: 200, explainSlowQueries: true, logger })
 *   return new ReadModelQueryService({ repository, metrics })
 * }
 * ```
 */
export class QueryMetricsRecorder {
  readonly #keep: number
  readonly #slowQueryMs: number
  readonly #explains: boolean
  readonly #logger: Logger
  readonly #instruments: QueryInstruments
  readonly #clock: Clock
  readonly #newId: NewId
  readonly #recent: QueryMetrics[] = []
  readonly #explaining = new Set<Promise<void>>()
  #next = 0

  /** @throws InvalidArgumentError when it shall keep less than one */
  constructor({
    keep = 100,
    slowQueryMs = 1000,
    explainSlowQueries = false,
    logger = silentLogger,
    meter,
    clock = systemClock,
    newId,
  }: QueryMetricsRecorderOptions = {}) {
    if (!Number.isSafeInteger(keep) || keep < 1) {
      throw new InvalidArgumentError(`keep is a whole number from 1, found ${keep}`)
    }
    this.#keep = keep
    this.#slowQueryMs = slowQueryMs
    this.#explains = explainSlowQueries
    this.#logger = logger
    this.#instruments = new QueryInstruments(meter)
    this.#clock = clock
    this.#newId = newId ?? uuidV7Source(clock)
  }

  /** Asks, and remembers how it went. A question that fails is remembered too, and its error thrown untouched. */
  async measure<Answer>(
    { queryType, count, explain }: QueryFacts<Answer>,
    ask: (told: { cacheHit: boolean }) => Promise<Answer>,
  ): Promise<Answer> {
    const metrics = this.#begin(queryType)
    const told = { cacheHit: false }
    try {
      const answer = await ask(told)
      this.#end(metrics, { resultCount: count(answer), cacheHit: told.cacheHit }, explain)
      return answer
    } catch (error) {
      this.#end(metrics, undefined, explain)
      throw error
    }
  }

  /** The newest questions that have ended, the newest first. */
  getRecentMetrics(): readonly QueryMetrics[] {
    const newest = this.#recent.slice(0, this.#next).toReversed()
    return [...newest, ...this.#recent.slice(this.#next).toReversed()]
  }

  /** Waits for the plans that are being read for the log. */
  async idle(): Promise<void> {
    await Promise.all(this.#explaining)
  }

  #begin(queryType: string): QueryMetrics {
    return new QueryMetrics({ queryId: this.#newId(), queryType, startTime: new Date(this.#clock.now()) })
  }

  #end(metrics: QueryMetrics, end: QueryEnd | undefined, explain: QueryFacts<never>['explain']): void {
    metrics.complete(end)
    this.#recent[this.#next] = metrics
    this.#next = (this.#next + 1) % this.#keep
    this.#instruments.record(metrics)
    if ((metrics.durationMs ?? 0) > this.#slowQueryMs) this.#tellSlow(metrics, explain)
  }

  #tellSlow(metrics: QueryMetrics, explain: QueryFacts<never>['explain']): void {
    this.#instruments.slow(metrics)
    const { queryId, queryType, durationMs, resultCount, cacheHit, success } = metrics
    const facts = { queryId, queryType, durationMs, resultCount, cacheHit, success }
    if (!this.#explains || explain === undefined) {
      this.#logger.warn(facts, 'slow query')
      return
    }
    const told = explain()
      .then(
        (plan) => this.#logger.warn({ ...facts, plan }, 'slow query'),
        (error: unknown) =>
          this.#logger.warn({ ...facts, err: error }, 'slow query, and its plan cannot be read'),
      )
      .finally(() => this.#explaining.delete(told))
    this.#explaining.add(told)
  }
}
