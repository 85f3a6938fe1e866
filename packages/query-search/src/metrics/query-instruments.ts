import { metrics as api, type Counter, type Histogram, type Meter } from '@opentelemetry/api'
import { telemetry } from '../telemetry.ts'
import type { QueryMetrics } from './query-metrics.ts'

interface Instruments {
  readonly queries: Counter
  readonly duration: Histogram
  readonly resultSize: Histogram
  readonly slow: Counter
}

/** Tells OpenTelemetry of questions that have ended. */
export class QueryInstruments {
  readonly #given: Meter | undefined
  #made: Instruments | undefined

  constructor(meter: Meter | undefined) {
    this.#given = meter
  }

  /** One that has ended. */
  record({ queryType, durationMs = 0, cacheHit = false, resultCount, success = false }: QueryMetrics): void {
    const { queries, duration, resultSize } = this.#instruments
    queries.add(1, { query_type: queryType, success })
    duration.record(durationMs / 1000, { query_type: queryType, cache_hit: cacheHit })
    if (resultCount !== undefined) resultSize.record(resultCount, { query_type: queryType })
  }

  /** One that took too long. */
  slow({ queryType }: QueryMetrics): void {
    this.#instruments.slow.add(1, { query_type: queryType })
  }

  /** Made by the first measurement: the application may start its SDK after it has made its services. */
  get #instruments(): Instruments {
    return (this.#made ??= instruments(this.#given ?? api.getMeter(telemetry.scope)))
  }
}

function instruments(meter: Meter): Instruments {
  const { queries, queryDuration, queryResultSize, slowQueries } = telemetry.instruments
  return {
    queries: meter.createCounter(queries, { description: 'questions to read models, by type and success' }),
    duration: meter.createHistogram(queryDuration, {
      unit: 's',
      description: 'how long answers took',
      advice: { explicitBucketBoundaries: [...telemetry.durationBounds] },
    }),
    resultSize: meter.createHistogram(queryResultSize, {
      description: 'how many rows or groups answers have',
      advice: { explicitBucketBoundaries: [...telemetry.sizeBounds] },
    }),
    slow: meter.createCounter(slowQueries, { description: 'questions that took longer than was allowed' }),
  }
}
