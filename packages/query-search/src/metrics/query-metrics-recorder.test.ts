import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics'
import { describe, expect, it } from 'vitest'
import { telemetry } from '../telemetry.ts'
import { QueryMetricsRecorder } from './query-metrics-recorder.ts'

/** Reads when it is asked to. */
class Reader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

const rows = { queryType: 'find', count: (found: readonly unknown[]) => found.length }

describe('a recorder of metrics', () => {
  it('tells OpenTelemetry of types, success, sizes and what was slow', async () => {
    const reader = new Reader()
    const meter = new MeterProvider({ readers: [reader] }).getMeter('test')
    const metrics = new QueryMetricsRecorder({ meter, slowQueryMs: -1 })
    await metrics.measure(rows, async () => ['a', 'b'])
    await expect(metrics.measure(rows, () => Promise.reject(new Error('no')))).rejects.toThrow('no')

    const { resourceMetrics } = await reader.collect()
    const told = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics)
    const points = (name: string) => told.find(({ descriptor }) => descriptor.name === name)?.dataPoints ?? []
    const { queries, queryDuration, queryResultSize, slowQueries } = telemetry.instruments
    expect(points(queries).map(({ attributes, value }) => [attributes, value])).toEqual([
      [{ query_type: 'find', success: true }, 1],
      [{ query_type: 'find', success: false }, 1],
    ])
    expect(points(queryDuration)).toMatchObject([{ value: { count: 2 } }])
    expect(points(queryResultSize)).toMatchObject([{ value: { count: 1, sum: 2 } }])
    expect(points(slowQueries)).toMatchObject([{ value: 2 }])
  })

  it('refuses to keep nothing', () => {
    expect(() => new QueryMetricsRecorder({ keep: 0 })).toThrow('keep is a whole number from 1')
  })
})
