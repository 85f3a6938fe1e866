import type { Meter } from '@opentelemetry/api'
import { MeterProvider, MetricReader, type DataPoint } from '@opentelemetry/sdk-metrics'

/** Reads when it is asked to. */
class Reader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

/** A meter, and the points of its instruments. */
export function measured(): {
  readonly meter: Meter
  readonly points: (name: string) => Promise<readonly DataPoint<unknown>[]>
} {
  const reader = new Reader()
  const meter = new MeterProvider({ readers: [reader] }).getMeter('test')
  return {
    meter,
    async points(name) {
      const { resourceMetrics } = await reader.collect()
      const all = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics)
      return all.find(({ descriptor }) => descriptor.name === name)?.dataPoints ?? []
    },
  }
}
