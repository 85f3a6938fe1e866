import { metrics } from '@opentelemetry/api'
import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus'
import { MeterProvider } from '@opentelemetry/sdk-metrics'
import type { MetricsSource } from '@uno-ts/types'

/** What the shop tells of itself while it runs. */
export interface Telemetry extends AsyncDisposable {
  /** The metrics page. */
  readonly metrics: MetricsSource
}

export interface TelemetryOptions {
  /** Whether traces and metrics are sent too, where the `OTEL_…` variables say. */
  readonly exports: boolean
}

/**
 * Registers the SDK of OpenTelemetry, before anything asks for a meter or a tracer: always one that a scraper can read,
 * and where it is wanted one that sends. What only sending needs is loaded then only.
 */
export async function startTelemetry({ exports }: TelemetryOptions): Promise<Telemetry> {
  const scraped = new PrometheusExporter({ preventServerStart: true })
  const stop = exports ? await sending(scraped) : measuring(scraped)
  const serializer = new PrometheusSerializer('', false, undefined, true) // the scraper knows its target
  return {
    metrics: {
      contentType: 'text/plain; version=0.0.4; charset=utf-8',
      async collect() {
        const { resourceMetrics } = await scraped.collect()
        return serializer.serialize(resourceMetrics)
      },
    },
    [Symbol.asyncDispose]: stop,
  }
}

function measuring(scraped: PrometheusExporter): () => Promise<void> {
  const provider = new MeterProvider({ readers: [scraped] })
  metrics.setGlobalMeterProvider(provider)
  return async () => {
    metrics.disable()
    await provider.shutdown()
  }
}

async function sending(scraped: PrometheusExporter): Promise<() => Promise<void>> {
  const [{ NodeSDK }, { OTLPMetricExporter }, { PeriodicExportingMetricReader }] = await Promise.all([
    import('@opentelemetry/sdk-node'),
    import('@opentelemetry/exporter-metrics-otlp-proto'),
    import('@opentelemetry/sdk-metrics'),
  ])
  const sdk = new NodeSDK({
    serviceName: process.env['OTEL_SERVICE_NAME'] ?? 'wholesale-shop',
    metricReaders: [scraped, new PeriodicExportingMetricReader({ exporter: new OTLPMetricExporter() })],
  })
  sdk.start()
  return () => sdk.shutdown()
}
