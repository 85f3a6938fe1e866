import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics'
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { InMemoryEventStore, InMemoryProjectionStorage } from '@uno-ts/testing'
import { projectionId, streamId, type Event } from '@uno-ts/types'
import { Kysely, PostgresDialect } from 'kysely'
import { Pool } from 'pg'
import { expect, describe, it } from 'vitest'
import { defineProjection } from '../define/define-projection.ts'
import { ProjectionRunner } from '../runner/projection-runner.ts'

type Named = Event<'Named', { readonly name: string }>

const id = projectionId('names')
const sender = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
/** Nobody connects to it: the storage is in memory. */
const db = new Kysely<object>({ dialect: new PostgresDialect({ pool: new Pool() }) })

/** Reads when it is asked to. */
class Reader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

/** A runner that is measured and traced, with a projection that parks what is called "bad". */
function aRunner() {
  const reader = new Reader()
  const exporter = new InMemorySpanExporter()
  const eventStore = new InMemoryEventStore()
  const runner = new ProjectionRunner({
    eventStore,
    db,
    storage: new InMemoryProjectionStorage(),
    leaseTtlMs: 600,
    meter: new MeterProvider({ readers: [reader] }).getMeter('test'),
    tracer: new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }).getTracer('test'),
    projections: [
      defineProjection<Named, object>({
        name: id,
        version: 3,
        onError: 'deadLetter',
        on: {
          Named: ({ data }) => {
            if (data.name === 'bad') throw new Error('refused')
          },
        },
      }),
    ],
  })
  return {
    runner,
    spans: () => exporter.getFinishedSpans(),
    append: (name: string, traceparent?: string) =>
      eventStore.append(streamId('s', name), [{ type: 'Named', data: { name }, metadata: { traceparent } }], {
        expectedVersion: 'any',
      }),
    points: async (name: string) => {
      const { resourceMetrics } = await reader.collect()
      const all = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics)
      return all.find(({ descriptor }) => descriptor.name === name)?.dataPoints ?? []
    },
  }
}

const labels = { projection: id, tenant: 'default' }

describe('what projections tell OpenTelemetry', () => {
  it('is a span for each batch, linked to those that sent the events', async () => {
    const { runner, spans, append } = aRunner()
    const { globalPosition } = await append('good', sender)
    await runner.start()
    await runner.caughtUp()
    await runner.stop()
    expect(spans()).toMatchObject([
      {
        name: 'project names',
        kind: SpanKind.CONSUMER,
        status: { code: SpanStatusCode.UNSET },
        attributes: {
          'messaging.batch.message_count': 1,
          'uno.projection': 'names',
          'uno.projection.version': 3,
          'uno.tenant': 'default',
          'uno.global_position': String(globalPosition),
        },
        links: [{ context: { traceId: sender.slice(3, 35), spanId: sender.slice(36, 52) } }],
      },
    ])
  })

  it('says of a refused batch what it was refused for, and then what was kept of it', async () => {
    const { runner, spans, append, points } = aRunner()
    await append('bad')
    await append('good')
    await runner.start()
    await runner.caughtUp()
    expect(spans()).toMatchObject([
      { status: { code: SpanStatusCode.ERROR }, attributes: { 'error.type': 'ERR_PROJECTION' } },
      { status: { code: SpanStatusCode.UNSET } },
    ])
    expect(await points('projection_refusals')).toMatchObject([
      { attributes: { ...labels, outcome: 'parked' }, value: 1 },
    ])
    expect(await points('projection_parked_keys')).toMatchObject([{ attributes: labels, value: 1 }])
    expect(await points('projection_events')).toMatchObject([{ attributes: labels, value: 2 }])
    const outcomes = (await points('projection_batch_duration_seconds')).map(
      ({ attributes }) => attributes['outcome'],
    )
    expect(new Set(outcomes)).toEqual(new Set(['committed', 'failed']))
    await runner.stop()
  })

  it('is where a projection stands: behind, and how far', async () => {
    const { runner, append, points } = aRunner()
    await append('one')
    await runner.start()
    await runner.caughtUp()
    expect(await points('projection_lag')).toMatchObject([{ attributes: labels, value: 0 }])
    expect(await points('projection_lag_seconds')).toMatchObject([{ value: 0 }])
    await runner.pause(id)
    await append('two')
    expect(await points('projection_lag')).toMatchObject([{ value: 1 }])
    expect((await points('projection_rate'))[0]?.value).toBeGreaterThanOrEqual(0)
    const states = (await points('projection_state')).filter(({ value }) => value === 1)
    expect(states).toMatchObject([{ attributes: { ...labels, state: 'paused' } }])
    await runner.stop()
  })
})
