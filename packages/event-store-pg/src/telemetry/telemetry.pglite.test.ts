import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { embedded } from '@uno-ts/embedded'
import { streamId } from '@uno-ts/types'
import { expect, it } from 'vitest'
import { eventStoreMigrations } from '../migrations.ts'
import { PostgresEventStore } from '../postgres-event-store.ts'
import { migrate } from '../schema/migrate.ts'

it('watches the embedded database as it does a server', async () => {
  await using database = await embedded()
  await migrate(database.pool, [eventStoreMigrations])
  const exporter = new InMemorySpanExporter()
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] })
  const store = new PostgresEventStore({ pool: database.pool, tracer: provider.getTracer('test') })
  const stream = streamId('order', '1')
  await store.append(stream, [{ type: 'Happened', data: {} }], { expectedVersion: 'no-stream' })
  const { events } = await store.load(stream)
  for await (const page of store.subscribe({ signal: AbortSignal.timeout(10_000) })) {
    expect(page.events).toHaveLength(1)
    break
  }

  const [append, load, process] = exporter.getFinishedSpans()
  expect([append?.name, load?.name, process?.name]).toEqual(['append order', 'load order', 'process'])
  expect(events[0]?.metadata.traceparent).toContain(append?.spanContext().spanId)
  expect(process?.links).toMatchObject([{ context: { spanId: append?.spanContext().spanId } }])
  expect(await store.horizonHolders()).toEqual([])
})
