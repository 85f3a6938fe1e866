import { metrics as api, type Attributes, type Counter, type Meter } from '@opentelemetry/api'
import { telemetry } from '../telemetry.ts'
import type { CacheLevel, CacheMetrics } from './cache-metrics.ts'

interface Instruments {
  readonly lookups: Counter
  readonly fills: Counter
  readonly evictions: Counter
  readonly failures: Counter
}

/** Counts what one level of a cache does, for its statistics and for OpenTelemetry. */
export class CacheTally {
  readonly #given: Meter | undefined
  readonly #labels: Readonly<Record<'hit' | 'miss' | 'kept' | 'refused', Attributes>>
  readonly #level: Attributes
  #made: Instruments | undefined
  #hits = 0
  #misses = 0
  #fills = 0
  #refusedFills = 0
  #evictions = 0
  #failures = 0

  constructor({ level, meter }: { readonly level: CacheLevel; readonly meter: Meter | undefined }) {
    this.#given = meter
    this.#level = { level }
    const label = (result: string): Attributes => ({ level, result })
    this.#labels = { hit: label('hit'), miss: label('miss'), kept: label('kept'), refused: label('refused') }
  }

  hit(): void {
    this.#hits += 1
    this.#instruments.lookups.add(1, this.#labels.hit)
  }

  miss(): void {
    this.#misses += 1
    this.#instruments.lookups.add(1, this.#labels.miss)
  }

  fill(isKept: boolean): void {
    if (isKept) this.#fills += 1
    else this.#refusedFills += 1
    this.#instruments.fills.add(1, isKept ? this.#labels.kept : this.#labels.refused)
  }

  evict(): void {
    this.#evictions += 1
    this.#instruments.evictions.add(1, this.#level)
  }

  fail(): void {
    this.#failures += 1
    this.#instruments.failures.add(1, this.#level)
  }

  metrics(entries: number): CacheMetrics {
    return {
      hits: this.#hits,
      misses: this.#misses,
      entries,
      fills: this.#fills,
      refusedFills: this.#refusedFills,
      evictions: this.#evictions,
      failures: this.#failures,
    }
  }

  /** Made by the first measurement: the application may start its SDK after it has made its caches. */
  get #instruments(): Instruments {
    return (this.#made ??= instruments(this.#given ?? api.getMeter(telemetry.scope)))
  }
}

function instruments(meter: Meter): Instruments {
  const { cacheLookups, cacheFills, cacheEvictions, cacheFailures } = telemetry.instruments
  return {
    lookups: meter.createCounter(cacheLookups, { description: 'lookups in a cache, by level and result' }),
    fills: meter.createCounter(cacheFills, { description: 'values readers brought, by level and result' }),
    evictions: meter.createCounter(cacheEvictions, { description: 'values that went for want of room' }),
    failures: meter.createCounter(cacheFailures, { description: 'calls a cache did not answer in time' }),
  }
}
