import {
  createNoopMeter,
  metrics as api,
  type Attributes,
  type Counter,
  type Histogram,
  type Meter,
  type MeterProvider,
  type ObservableResult,
  type UpDownCounter,
} from '@opentelemetry/api'
import type { MessageKind } from '@uno-ts/types'
import { telemetry } from '../telemetry.ts'

/** Gives meters. OpenTelemetry's `MeterProvider` is one, of the SDK or of the API. */
export type MetricsProvider = Pick<MeterProvider, 'getMeter'>

/** Where measurements go. */
export interface CQRSMetricsOptions {
  /** Gives the meter. Default: the SDK the application has registered, as for `meter`. */
  readonly provider?: MetricsProvider | undefined
  /**
   * Default: the meter of the SDK the application has registered by the first measurement; when there is none by then,
   * nothing is ever measured.
   */
  readonly meter?: Meter | undefined
}

interface MessageInstruments {
  readonly total: Counter
  readonly duration: Histogram
  readonly active: UpDownCounter
}

interface EventInstruments {
  readonly total: Counter
  readonly processing: Histogram
  readonly queueSize: UpDownCounter
}

/** Label sets of one type, made once. */
interface Labels {
  readonly type: Attributes
  readonly success: Attributes
  readonly failure: Attributes
}

const { instruments: names, durationBounds, sizeBounds } = telemetry

/** What the API answers with as long as no SDK is registered. */
const nobodysMeter = createNoopMeter()

/**
 * The instruments of commands, queries and events, on the OpenTelemetry API; `telemetry` lists them. One value serves
 * the `metrics` middleware of both buses and the event bus.
 *
 * @example
 * ```ts
 * import { CQRSMetrics, EventBus, metrics } from '@uno-ts/cqrs-core'
 *
 * const measured = new CQRSMetrics()
 * const middleware = metrics({ metrics: measured })
 * const eventBus = new EventBus({ metrics: measured })
 * ```
 */
export class CQRSMetrics {
  readonly #given: Meter | undefined
  readonly #labels: Record<MessageKind | 'event', Map<string, Labels>> = {
    command: new Map(),
    query: new Map(),
    event: new Map(),
  }
  #isListenedTo: boolean | undefined
  #messages: Record<MessageKind, MessageInstruments> | undefined
  #events: EventInstruments | undefined
  #resultSize: Histogram | undefined
  #answers: Counter | undefined

  constructor(options: CQRSMetricsOptions = {}) {
    this.#given = options.meter ?? options.provider?.getMeter(telemetry.scope)
  }

  /** Whether measurements go anywhere. It is found out when it is asked for first, like the meter. */
  get isListenedTo(): boolean {
    return (this.#isListenedTo ??= this.#meter !== nobodysMeter)
  }

  /** A message has begun. */
  messageStarted(kind: MessageKind, type: string): void {
    this.#instrumentsOf(kind).active.add(1, this.#labelsOf(kind, type).type)
  }

  /** A message has ended. Durations are in milliseconds; they are exported in seconds. */
  messageEnded(
    kind: MessageKind,
    type: string,
    ended: { readonly success: boolean; readonly durationMs: number },
  ): void {
    const { active, total, duration } = this.#instrumentsOf(kind)
    const labels = this.#labelsOf(kind, type)
    active.add(-1, labels.type)
    total.add(1, ended.success ? labels.success : labels.failure)
    duration.record(ended.durationMs / 1_000, labels.type)
  }

  /** A query has answered with so many rows. */
  queryAnswered(type: string, rows: number): void {
    this.#resultSize ??= this.#meter.createHistogram(names.queryResultSize, {
      description: 'Rows in the answer of a query.',
      advice: { explicitBucketBoundaries: [...sizeBounds] },
    })
    this.#resultSize.record(rows, this.#labelsOf('query', type).type)
  }

  /** A cached query was answered: from the cache, in time or past it; by a computation, or by waiting for another's. */
  answerFound(type: string, result: 'hit' | 'stale' | 'miss' | 'joined'): void {
    this.#answers ??= this.#meter.createCounter(names.queryCache, {
      description: 'Where the answers of cached queries come from.',
    })
    this.#answers.add(1, { query_type: type, result })
  }

  /** So many events wait for their handlers more than before, or fewer when negative. */
  eventsQueued(change: number): void {
    this.#eventInstruments.queueSize.add(change)
  }

  /** A handler of the event bus has ended. */
  eventHandled(type: string, ended: { readonly success: boolean; readonly durationMs: number }): void {
    const labels = this.#labelsOf('event', type)
    this.#eventInstruments.total.add(1, ended.success ? labels.success : labels.failure)
    this.#eventInstruments.processing.record(ended.durationMs / 1_000, labels.type)
  }

  /**
   * Tells how many messages wait in a throttle or a prioritised bus, whenever the SDK collects. Returns the function that
   * ends it.
   */
  observeQueue(name: string, queue: { readonly queued: number }): () => void {
    const gauge = this.#meter.createObservableGauge(names.commandQueueSize, {
      description: 'Messages that wait for their turn.',
    })
    const observe = (result: ObservableResult) => result.observe(queue.queued, { queue: name })
    gauge.addCallback(observe)
    return () => gauge.removeCallback(observe)
  }

  get #meter(): Meter {
    return this.#given ?? api.getMeter(telemetry.scope)
  }

  #instrumentsOf(kind: MessageKind): MessageInstruments {
    this.#messages ??= messageInstruments(this.#meter)
    return this.#messages[kind]
  }

  get #eventInstruments(): EventInstruments {
    return (this.#events ??= eventInstruments(this.#meter))
  }

  #labelsOf(kind: MessageKind | 'event', type: string): Labels {
    const known = this.#labels[kind].get(type)
    if (known !== undefined) return known
    const label = `${kind}_type`
    const labels: Labels = {
      type: { [label]: type },
      success: { [label]: type, success: true },
      failure: { [label]: type, success: false },
    }
    this.#labels[kind].set(type, labels)
    return labels
  }
}

function messageInstruments(meter: Meter): Record<MessageKind, MessageInstruments> {
  return {
    command: {
      total: meter.createCounter(names.commands, { description: 'Commands that have ended.' }),
      duration: durations(meter, names.commandDuration, 'How long commands take.'),
      active: meter.createUpDownCounter(names.commandsActive, { description: 'Commands under way.' }),
    },
    query: {
      total: meter.createCounter(names.queries, { description: 'Queries that have ended.' }),
      duration: durations(meter, names.queryDuration, 'How long queries take.'),
      active: meter.createUpDownCounter(names.queriesActive, { description: 'Queries under way.' }),
    },
  }
}

function eventInstruments(meter: Meter): EventInstruments {
  return {
    total: meter.createCounter(names.events, { description: 'Events handed to a handler in the process.' }),
    processing: durations(meter, names.eventProcessing, 'How long handlers of events take.'),
    queueSize: meter.createUpDownCounter(names.eventQueueSize, {
      description: 'Published events that wait for their handlers.',
    }),
  }
}

function durations(meter: Meter, name: string, description: string): Histogram {
  return meter.createHistogram(name, {
    description,
    unit: 's',
    advice: { explicitBucketBoundaries: [...durationBounds] },
  })
}
