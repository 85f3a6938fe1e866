import type { Attributes, Meter } from '@opentelemetry/api'
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics'

/** Reads when it is asked to. */
class Reader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

/** What an instrument has recorded under one set of labels. */
export interface Point {
  readonly attributes: Attributes
  readonly value: unknown
}

/** A meter, and what its instruments have recorded so far. */
export function measured(): {
  readonly meter: Meter
  readonly points: (instrument: string) => Promise<readonly Point[]>
} {
  const reader = new Reader()
  return {
    meter: new MeterProvider({ readers: [reader] }).getMeter('test'),
    async points(instrument) {
      const { resourceMetrics } = await reader.collect()
      const all = resourceMetrics.scopeMetrics.flatMap(({ metrics }) => metrics)
      const { dataPoints = [] } = all.find(({ descriptor }) => descriptor.name === instrument) ?? {}
      return dataPoints.map(({ attributes, value }) => ({ attributes, value }))
    },
  }
}
