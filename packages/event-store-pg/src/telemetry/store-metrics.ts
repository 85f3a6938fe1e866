import { setTimeout as delay } from 'node:timers/promises'
import {
  createNoopMeter,
  metrics as api,
  type Attributes,
  type Counter,
  type Gauge,
  type Histogram,
  type Meter,
  type ObservableGauge,
  type ObservableResult,
} from '@opentelemetry/api'
import {
  isUnoError,
  type CommitPlan,
  type CommitResult,
  type EventPage,
  type GlobalPosition,
  type Horizon,
} from '@uno-ts/types'
import { telemetry } from '../telemetry.ts'
import { eventsIn, outcomeOf, type AppendOutcome } from './append-outcome.ts'

interface Instruments {
  readonly appends: Counter
  readonly appendDuration: Histogram
  readonly eventsAppended: Counter
  readonly groupSize: Histogram
  readonly horizonLag: Gauge
  readonly eventsDelivered: Counter
  readonly subscriptionLag: ObservableGauge
}

/** What {@link StoreMetrics} needs. */
export interface StoreMetricsOptions {
  readonly meter: Meter | undefined
  readonly schema: string
  /** Reads the horizon and reports it to {@link StoreMetrics.horizonRead}. */
  readonly readHorizon: () => Promise<unknown>
}

/** How long a collection waits for the horizon. */
const patienceMs = 1_000

/** A subscription as the instruments see it. */
export interface Following {
  /** Its consumer has gone on behind a page. */
  delivered(page: EventPage): void
  end(): void
}

const { instruments: names, durationBounds, sizeBounds } = telemetry

const outcomeLabels: Readonly<Record<AppendOutcome, Attributes>> = {
  written: { outcome: 'written' },
  repeated: { outcome: 'repeated' },
  checked: { outcome: 'checked' },
  conflict: { outcome: 'conflict' },
  failed: { outcome: 'failed' },
}

/** What the API answers with as long as no SDK is registered. */
const nobodysMeter = createNoopMeter()

/** The instruments of one store; they are made by the first measurement. */
export class StoreMetrics {
  readonly #given: Meter | undefined
  readonly #schema: Attributes
  readonly #readHorizon: () => Promise<unknown>
  readonly #followers = new Set<{ readonly position: GlobalPosition }>()
  #isListenedTo = false
  #made: Instruments | undefined
  #horizon: GlobalPosition | undefined

  constructor(options: StoreMetricsOptions) {
    this.#given = options.meter
    this.#readHorizon = options.readHorizon
    this.#schema = { schema: options.schema }
  }

  /** Counts and times the append of a plan, well or not. */
  appending(plan: CommitPlan, append: () => Promise<CommitResult>): Promise<CommitResult> {
    const instruments = this.#instruments
    return this.#isListenedTo ? measured(instruments, plan, append) : append()
  }

  /** So many appends have gone in one transaction. */
  grouped(members: number): void {
    this.#instruments.groupSize.record(members)
  }

  /** The horizon was read. */
  horizonRead({ position, drawn }: Horizon): void {
    this.#horizon = position
    this.#instruments.horizonLag.record(drawn > position ? Number(drawn - position) : 0, this.#schema)
  }

  /** A subscription has begun at a position: its lag is observed until it ends. */
  follow(position: GlobalPosition): Following {
    const { subscriptionLag, eventsDelivered } = this.#instruments
    const follower = { position }
    this.#followers.add(follower)
    subscriptionLag.addCallback(this.#observe) // adding it twice is adding it once
    return {
      delivered: (page) => {
        follower.position = page.position
        if (page.events.length > 0) eventsDelivered.add(page.events.length)
      },
      end: () => void this.#followers.delete(follower),
    }
  }

  /** Its meter keeps it for good: an SDK goes on telling the last value of an observer that was taken away. */
  readonly #observe = async (result: ObservableResult): Promise<void> => {
    if (this.#followers.size > 0) await this.#look()
    let most = 0n
    for (const { position } of this.#followers) {
      const behind = (this.#horizon ?? position) - position
      if (behind > most) most = behind
    }
    result.observe(Number(most), this.#schema)
  }

  /** Who works on a page, or is stuck on one, has not asked for the horizon since. Without an answer the last one counts. */
  async #look(): Promise<void> {
    const answered = this.#readHorizon().catch(() => undefined)
    await Promise.race([answered, delay(patienceMs, undefined, { ref: false })])
  }

  get #instruments(): Instruments {
    return (this.#made ??= this.#make())
  }

  #make(): Instruments {
    const meter = this.#given ?? api.getMeter(telemetry.scope)
    this.#isListenedTo = meter !== nobodysMeter
    return instrumentsOf(meter)
  }
}

function instrumentsOf(meter: Meter): Instruments {
  return {
    appends: meter.createCounter(names.appends, { description: 'Appends and commits that have ended.' }),
    appendDuration: meter.createHistogram(names.appendDuration, {
      description: 'How long appends take.',
      unit: 's',
      advice: { explicitBucketBoundaries: [...durationBounds] },
    }),
    eventsAppended: meter.createCounter(names.eventsAppended, { description: 'Events written.' }),
    groupSize: meter.createHistogram(names.groupSize, {
      description: 'Appends in one transaction.',
      advice: { explicitBucketBoundaries: [...sizeBounds] },
    }),
    horizonLag: meter.createGauge(names.horizonLag, {
      description: 'Positions drawn that are not safe to read yet.',
    }),
    eventsDelivered: meter.createCounter(names.eventsDelivered, {
      description: 'Events handed to subscriptions.',
    }),
    subscriptionLag: meter.createObservableGauge(names.subscriptionLag, {
      description: 'Positions between the horizon and the subscription that is furthest behind.',
    }),
  }
}

async function measured(
  { appends, appendDuration, eventsAppended }: Instruments,
  plan: CommitPlan,
  append: () => Promise<CommitResult>,
): Promise<CommitResult> {
  const began = performance.now()
  let outcome: AppendOutcome = 'failed'
  try {
    const result = await append()
    outcome = outcomeOf(result)
    if (outcome === 'written') eventsAppended.add(eventsIn(plan))
    return result
  } catch (error) {
    if (isUnoError(error, 'ERR_CONCURRENCY')) outcome = 'conflict'
    throw error
  } finally {
    appends.add(1, outcomeLabels[outcome])
    appendDuration.record((performance.now() - began) / 1_000)
  }
}
