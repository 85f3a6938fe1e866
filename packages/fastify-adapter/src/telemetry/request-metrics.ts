import {
  createNoopMeter,
  metrics as api,
  type Attributes,
  type Histogram,
  type Meter,
  type MeterProvider,
  type UpDownCounter,
} from '@opentelemetry/api'
import { httpTelemetry } from '../telemetry.ts'

/** Where measurements of requests go. */
export interface RequestMetricsOptions {
  /** Gives the meter, as OpenTelemetry's `MeterProvider` does. Default: the SDK the application has registered. */
  readonly provider?: Pick<MeterProvider, 'getMeter'> | undefined
  /** Default: that of `provider`. */
  readonly meter?: Meter | undefined
}

/** What kind of request it is, before it is answered. */
export interface RequestLabels {
  readonly method: string
  readonly scheme: string
}

/** How a request has ended. */
export interface RequestEnd extends RequestLabels {
  /** The pattern of its route; `undefined` where there is none. */
  readonly route: string | undefined
  readonly status: number
  /** Why it counts as failed. */
  readonly errorType: string | undefined
  /** `undefined` for a stream, which is as long as its caller stays. */
  readonly durationMs: number | undefined
}

/** What the API answers with as long as no SDK is registered. */
const nobodysMeter = createNoopMeter()

/**
 * The instruments of HTTP requests by route and status, on the OpenTelemetry API: `http.server.request.duration` and
 * `http.server.active_requests` of the semantic conventions. `requestTelemetry` fills them.
 *
 * @example
 * ```ts
 * import { RequestMetrics, requestTelemetry } from '@uno-ts/fastify-adapter'
 * import type { MeterProvider } from '@opentelemetry/api'
 * import type { FastifyInstance } from 'fastify'
 *
 * export async function measure(app: FastifyInstance, provider: MeterProvider): Promise<void> {
 *   await app.register(requestTelemetry, { metrics: new RequestMetrics({ provider }) })
 * }
 * ```
 */
export class RequestMetrics {
  /** Whether measurements go anywhere: an SDK was registered when this was made, or a meter given. */
  readonly isListenedTo: boolean
  readonly #duration: Histogram
  readonly #active: UpDownCounter

  constructor({ provider = api.getMeterProvider(), meter }: RequestMetricsOptions = {}) {
    const found = meter ?? provider.getMeter(httpTelemetry.scope)
    this.isListenedTo = found !== nobodysMeter
    this.#duration = found.createHistogram(httpTelemetry.instruments.duration, {
      description: 'How long requests take, from their headers to the end of the answer.',
      unit: 's',
      advice: { explicitBucketBoundaries: [...httpTelemetry.durationBounds] },
    })
    this.#active = found.createUpDownCounter(httpTelemetry.instruments.active, {
      description: 'Requests and streams under way.',
      unit: '{request}',
    })
  }

  /** A request has come. */
  requestStarted(labels: RequestLabels): void {
    this.#active.add(1, attributesOf(labels))
  }

  /** A request has ended, by its answer or because its caller left. */
  requestEnded(end: RequestEnd): void {
    const { route, status, errorType, durationMs } = end
    const attributes = attributesOf(end)
    this.#active.add(-1, attributes)
    if (durationMs === undefined) return
    this.#duration.record(durationMs / 1_000, {
      ...attributes,
      [names.status]: status,
      ...(route === undefined ? undefined : { [names.route]: route }),
      ...(errorType === undefined ? undefined : { [names.errorType]: errorType }),
    })
  }
}

const names = httpTelemetry.attributes

function attributesOf({ method, scheme }: RequestLabels): Attributes {
  return { [names.method]: method, [names.scheme]: scheme }
}
