import {
  CommandBus,
  defineCommand,
  HandlerRegistry,
  PrioritizedCommandBus,
  QueryBus,
  ThrottledCommandBus,
} from '@uno-ts/cqrs-core'
import { commandRoute, cqrsPlugin, cqrsServerOptions } from '@uno-ts/fastify-adapter'
import { createDatabase, type TestDatabase } from '@uno-ts/testing'
import { silentLogger, type CommandBus as AnyCommandBus } from '@uno-ts/types'
import fastify, { type FastifyInstance } from 'fastify'
import { Pool } from 'pg'
import { afterEach, beforeEach, expect, inject, it } from 'vitest'
import { z } from 'zod'
import { createShop } from '../container.ts'
import { migrateShop } from '../database/migrate-shop.ts'
import { FrontDoor } from './front-door.ts'
import { shopServer } from './shop-server.ts'

const wait = defineCommand({ type: 'Wait', data: z.object({}), result: z.object({}) })

let app: FastifyInstance
let release: () => void
let inner: CommandBus

beforeEach(() => {
  const { promise, resolve } = Promise.withResolvers<void>()
  release = resolve
  const registry = new HandlerRegistry()
  registry.registerCommandHandler(wait, async () => {
    await promise
    return {}
  })
  inner = new CommandBus({ registry })
})
afterEach(async () => {
  release()
  await app.close()
})

async function serve(commandBus: AnyCommandBus): Promise<void> {
  app = fastify(cqrsServerOptions())
  const queryBus = new QueryBus({ registry: new HandlerRegistry() })
  await app.register(cqrsPlugin, { commandBus, queryBus, policy: 'public' })
  app.route(commandRoute(wait, { url: '/wait' }))
}

const send = async () => app.inject({ method: 'POST', url: '/wait', payload: {} })

/** Seconds until a caller may come back, of an answer that says it. */
function comeBackIn({ headers }: { readonly headers: Record<string, unknown> }): number {
  expect(headers['content-type']).toContain('application/problem+json')
  expect(String(headers['retry-after'])).toMatch(/^[1-9]\d*$/)
  return Number(headers['retry-after'])
}

it('tells who finds a full queue when to come back', async () => {
  await serve(new PrioritizedCommandBus({ commandBus: inner, concurrency: 1, maxQueued: 1 }))
  const waiting = [send(), send()] // one runs, one has its place in the queue
  const refused = await send()
  expect(refused.json()).toMatchObject({ status: 429, code: 'ERR_BACK_PRESSURE', retryable: true })
  comeBackIn(refused)
  release()
  for (const answer of await Promise.all(waiting)) expect(answer.statusCode).toBe(200)
})

it('tells who is faster than its rate when the next one has its turn', async () => {
  release()
  await serve(
    new ThrottledCommandBus({
      commandBus: inner,
      everyType: { perSecond: 0.25, burst: 1 },
      maxQueued: 0,
    }),
  )
  expect((await send()).statusCode).toBe(200)
  const refused = await send()
  expect(refused.statusCode).toBe(429)
  expect(refused.json<{ retryAfterMs: number }>().retryAfterMs).toBeGreaterThan(3_000)
  expect(comeBackIn(refused)).toBe(4)
})

it('says 503, and when to come back, while every connection to the database is taken', async () => {
  const database: TestDatabase = await createDatabase(inject('postgresUrl'))
  const pool = new Pool({ connectionString: database.url, max: 1, connectionTimeoutMillis: 100 })
  await migrateShop(pool)
  const container = createShop({ pool, redis: undefined, logger: silentLogger })
  app = await shopServer({ shop: container.cradle, door: new FrontDoor() })
  const taken = await pool.connect()
  try {
    const product = { stockCode: '10001', description: 'ENAMEL MILK JUG' }
    const command = await app.inject({ method: 'POST', url: '/api/products', payload: product })
    const query = await app.inject('/api/customers')
    for (const refused of [command, query]) {
      expect(refused.json()).toMatchObject({ status: 503, code: 'ERR_DATABASE', retryable: true })
      comeBackIn(refused)
    }
  } finally {
    taken.release()
    await container.dispose()
    await pool.end()
    await database.drop()
  }
})
