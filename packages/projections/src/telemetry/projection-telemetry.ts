import {
  context as active,
  metrics,
  SpanKind,
  SpanStatusCode,
  trace,
  type BatchObservableResult,
  type Counter,
  type Histogram,
  type Meter,
  type ObservableGauge,
  type Tracer,
} from '@opentelemetry/api'
import { isUnoError, type ProjectionId, type ProjectionState, type TenantId } from '@uno-ts/types'
import type { Projector } from '../define/projector.ts'
import type { Batch } from '../runner/select-batch.ts'
import { projectionTelemetry } from '../telemetry.ts'
import { eventLinks } from './event-links.ts'

/** What is observed of a projection. */
export interface ObservedProjection {
  readonly projectionId: ProjectionId
  readonly state: ProjectionState
  readonly rate: number
  /** In positions. */
  readonly lag: number
  readonly lagMs: number | undefined
  /** Keys that have parked events; `undefined` when they could not be counted. */
  readonly parkedKeys: number | undefined
}

interface Instruments {
  readonly events: Counter
  readonly batchDuration: Histogram
  readonly refusals: Counter
}

interface Gauges {
  readonly parkedKeys: ObservableGauge
  readonly lag: ObservableGauge
  readonly lagSeconds: ObservableGauge
  readonly rate: ObservableGauge
  readonly state: ObservableGauge
}

const { attributes: names, instruments, spans, scope, durationBounds } = projectionTelemetry

const states: readonly ProjectionState[] = [
  'running',
  'catching-up',
  'rebuilding',
  'standby',
  'paused',
  'stopped',
  'failed',
]

/** What a {@link ProjectionTelemetry} is made of. */
export interface ProjectionTelemetryOptions {
  readonly tracer: Tracer | undefined
  readonly meter: Meter | undefined
  readonly tenant: TenantId
}

/** The spans and instruments of one runner; nothing is made before it is needed. */
export class ProjectionTelemetry {
  readonly #options: ProjectionTelemetryOptions
  #instruments: Instruments | undefined

  constructor(options: ProjectionTelemetryOptions) {
    this.#options = options
  }

  /** Commits a batch in a span, and times it. Batches without events are passed over in silence. */
  async committing<Result>(
    { projectionId, version }: Pick<Projector, 'projectionId' | 'version'>,
    { events, position }: Batch,
    commit: () => Promise<Result>,
  ): Promise<Result> {
    if (events.length === 0) return await commit()
    const { tracer = trace.getTracer(scope), tenant } = this.#options
    const span = tracer.startSpan(spans.project(projectionId), { kind: SpanKind.CONSUMER })
    if (span.isRecording()) {
      span.setAttributes({
        [names.messagingSystem]: 'uno',
        [names.operationName]: 'project',
        [names.operationType]: 'process',
        [names.messageCount]: events.length,
        [names.projection]: projectionId,
        [names.version]: version,
        [names.tenant]: tenant,
        [names.globalPosition]: String(position),
      })
      span.addLinks(eventLinks(events))
    }
    const begun = performance.now()
    let outcome = 'failed'
    try {
      const result = await active.with(trace.setSpan(active.active(), span), commit)
      outcome = 'committed'
      return result
    } catch (error) {
      const unknown = error instanceof Error ? error.name : 'unknown'
      span.setAttribute(names.errorType, isUnoError(error) ? error.code : unknown)
      span.setStatus({ code: SpanStatusCode.ERROR })
      throw error
    } finally {
      span.end()
      const seconds = (performance.now() - begun) / 1_000
      const labels = { projection: projectionId, tenant }
      this.#made.batchDuration.record(seconds, { ...labels, outcome })
      if (outcome === 'committed') this.#made.events.add(events.length, labels)
    }
  }

  /** Counts refused events. */
  refused(projectionId: ProjectionId, outcome: 'retried' | 'skipped' | 'parked', events: number): void {
    const labels = { projection: projectionId, tenant: this.#options.tenant, outcome }
    this.#made.refusals.add(events, labels)
  }

  /** Observes projections whenever metrics are collected. Returns the function that ends it. */
  observe(look: () => Promise<readonly ObservedProjection[]>): () => void {
    const meter = this.#meter
    const gauges = gaugesOf(meter)
    const all = Object.values(gauges)
    const callback = async (result: BatchObservableResult) => {
      for (const projection of await look()) this.#tell(result, { gauges, projection })
    }
    meter.addBatchObservableCallback(callback, all)
    return () => meter.removeBatchObservableCallback(callback, all)
  }

  #tell(
    result: BatchObservableResult,
    { gauges, projection }: { readonly gauges: Gauges; readonly projection: ObservedProjection },
  ): void {
    const { projectionId, state, rate, lag, lagMs, parkedKeys } = projection
    const labels = { projection: projectionId, tenant: this.#options.tenant }
    result.observe(gauges.lag, lag, labels)
    result.observe(gauges.rate, rate, labels)
    if (lagMs !== undefined) result.observe(gauges.lagSeconds, lagMs / 1_000, labels)
    if (parkedKeys !== undefined) result.observe(gauges.parkedKeys, parkedKeys, labels)
    for (const each of states)
      result.observe(gauges.state, each === state ? 1 : 0, { ...labels, state: each })
  }

  get #meter(): Meter {
    return this.#options.meter ?? metrics.getMeter(scope)
  }

  get #made(): Instruments {
    return (this.#instruments ??= instrumentsOf(this.#meter))
  }
}

function instrumentsOf(meter: Meter): Instruments {
  return {
    events: meter.createCounter(instruments.events, { description: 'Events handled.' }),
    batchDuration: meter.createHistogram(instruments.batchDuration, {
      description: 'How long batches take, with their commits.',
      unit: 's',
      advice: { explicitBucketBoundaries: [...durationBounds] },
    }),
    refusals: meter.createCounter(instruments.refusals, { description: 'Events that handlers refused.' }),
  }
}

function gaugesOf(meter: Meter): Gauges {
  return {
    parkedKeys: meter.createObservableGauge(instruments.parkedKeys, {
      description: 'Keys that have parked events.',
    }),
    lag: meter.createObservableGauge(instruments.lag, {
      description: 'Positions between a projection and the end of the log.',
    }),
    lagSeconds: meter.createObservableGauge(instruments.lagSeconds, {
      description: 'How old the last event is that was handled.',
      unit: 's',
    }),
    rate: meter.createObservableGauge(instruments.rate, { description: 'Events a second.' }),
    state: meter.createObservableGauge(instruments.state, { description: 'What a projection is doing.' }),
  }
}
