import { context as active } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import {
  CommandBus,
  defineCommand,
  HandlerRegistry,
  QueryBus,
  standardMiddleware,
  trace,
  transaction,
  validate,
} from '@uno-ts/cqrs-core'
import { migrate, PostgresEventStore, PostgresUnitOfWorkFactory } from '@uno-ts/event-store-pg'
import { eventStoreMigrations } from '@uno-ts/event-store-pg/migrations'
import { commandRoute, cqrsPlugin } from '@uno-ts/fastify-adapter'
import { defineProjection, ProjectionRunner, type BatchProjection } from '@uno-ts/projections'
import { projectionMigrations } from '@uno-ts/projections/migrations'
import { createDatabase, type TestDatabase } from '@uno-ts/testing'
import { streamId, type Event, type ProjectionChange } from '@uno-ts/types'
import fastify from 'fastify'
import { Kysely, PostgresDialect } from 'kysely'
import { Pool } from 'pg'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { z } from 'zod'

type Noted = Event<'Noted', { readonly id: string }>

const note = defineCommand({ type: 'Note', data: z.object({ id: z.string() }), result: z.void() })
const noteOnce = defineCommand({ type: 'NoteOnce', data: z.object({ id: z.string() }), result: z.void() })

const exporter = new InMemorySpanExporter()
const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] })

let database: TestDatabase
let pool: Pool

beforeAll(async () => {
  active.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  database = await createDatabase(inject('postgresUrl'))
  pool = new Pool({ connectionString: database.url, max: 10 })
  const ignore = () => undefined // a database that is dropped ends its connections
  pool.on('error', ignore).on('connect', (client) => client.on('error', ignore))
  await migrate(pool, [eventStoreMigrations, projectionMigrations])
})
afterAll(async () => {
  active.disable()
  await pool.end()
  await database.drop()
})

const traceId = '0af7651916cd43dd8448eb211c80319c'
const browser = { traceparent: `00-${traceId}-b7ad6b7169203331-01` }

it('follows a request through command, append and projection to the change that is announced', async () => {
  const eventStore = new PostgresEventStore({ pool, tracer: provider.getTracer('event store') })
  const registry = new HandlerRegistry()
  registry.registerCommandHandler(noteOnce, async ({ id }, { unitOfWork }) => {
    unitOfWork?.append(streamId('note', id), [{ type: 'Noted', data: { id } }], {
      expectedVersion: 'no-stream',
    })
  })
  const commandBus: CommandBus = new CommandBus({
    registry,
    middleware: standardMiddleware({
      trace: trace({ tracer: provider.getTracer('buses') }),
      validate: validate(),
      transaction: transaction({ unitOfWork: new PostgresUnitOfWorkFactory({ eventStore, pool }) }),
    }),
  })
  registry.registerCommandHandler(note, (data, parent) => commandBus.execute(noteOnce(data), { parent }))

  const projected: (string | undefined)[] = []
  const notes: BatchProjection<Noted, unknown> = defineProjection({
    name: 'notes',
    version: 1,
    eventTypes: ['Noted'],
    handleBatch: async (events) => {
      projected.push(...events.map(({ metadata }) => metadata.traceparent))
    },
  })
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  const changes: ProjectionChange[] = []
  await using runner = new ProjectionRunner({ eventStore, db, projections: [notes] })
  runner.onChange((change) => changes.push(change))
  await runner.start()
  const following = new AbortController()
  const followed = (async () => {
    for await (const { events } of eventStore.subscribe({ signal: following.signal })) {
      if (events.length > 0) break
    }
  })()

  const app = fastify()
  await app.register(cqrsPlugin, { commandBus, queryBus: new QueryBus({ registry }), policy: 'public' })
  app.route(commandRoute(note, { url: '/notes' }))
  const { statusCode } = await app.inject({
    method: 'POST',
    url: '/notes',
    payload: { id: '1' },
    headers: browser,
  })
  expect(statusCode).toBeLessThan(300)
  await app.close()
  await followed
  following.abort()
  await expect.poll(() => changes.length).toBe(1)

  const spans = exporter.getFinishedSpans()
  const named = (name: string) => spans.find((span) => span.name === name)
  const [outer, inner, append] = ['command Note', 'command NoteOnce', 'append note'].map(named)
  for (const span of [outer, inner, append]) expect(span?.spanContext().traceId).toBe(traceId)
  expect(outer?.parentSpanContext?.spanId).toBe('b7ad6b7169203331')
  expect(inner?.parentSpanContext?.spanId).toBe(outer?.spanContext().spanId)
  expect(append?.parentSpanContext?.spanId).toBe(outer?.spanContext().spanId) // the unit commits with the outer command

  // What is read later, by whomever, is linked by what the event carries.
  const [event] = (await eventStore.load<Noted>(streamId('note', '1'))).events
  expect(event?.metadata.traceparent).toMatch(new RegExp(`^00-${traceId}-`, 'u'))
  expect(projected).toEqual([event?.metadata.traceparent])
  expect(changes[0]?.position).toBe(event?.globalPosition)
  const links = spans.filter(({ name }) => name === 'process').flatMap((span) => span.links)
  expect(links.map(({ context }) => context.traceId)).toContain(traceId)
})
