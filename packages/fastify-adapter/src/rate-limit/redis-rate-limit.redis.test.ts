import rateLimit from '@fastify/rate-limit'
import { startFaultProxy } from '@uno-ts/testing'
import { silentLogger } from '@uno-ts/types'
import fastify, { type FastifyInstance } from 'fastify'
import { createClient, type RedisClientType } from 'redis'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it, vi } from 'vitest'
import { recordingBus } from '../../test/recording-bus.ts'
import { getOrder, listOrders } from '../../test/shop.ts'
import { cqrsPlugin } from '../plugin/cqrs-plugin.ts'
import { queryRoute } from '../query-route/query-route.ts'
import { redisRateLimit } from './redis-rate-limit.ts'
import { RedisRateLimitStore, type RedisRateLimitStoreOptions } from './redis-rate-limit-store.ts'

let client: RedisClientType
let prefix: string
let runs = 0
const apps: FastifyInstance[] = []

beforeAll(async () => {
  client = createClient({ url: inject('redisUrl') })
  await client.connect()
})
beforeEach(() => {
  prefix = `rate-limit-test:${process.pid}:${++runs}:`
})
afterEach(async () => {
  for (const app of apps.splice(0)) await app.close()
})
afterAll(() => client.close())

/** An application with two routes, of which one has a limit of its own. */
async function limited(
  options: Partial<RedisRateLimitStoreOptions> = {},
  plugin: object = {},
): Promise<FastifyInstance> {
  const bus = recordingBus()
  const app = fastify()
  apps.push(app)
  const redis = redisRateLimit({ client, prefix, timeoutMs: 2_000, ...options })
  await app.register(rateLimit, { max: 5, timeWindow: 60_000, ...redis, ...plugin })
  await app.register(cqrsPlugin, { commandBus: bus, queryBus: bus, policy: 'public' })
  const route = queryRoute(getOrder, { url: '/orders/:orderId' })
  app.route({ ...route, config: { ...route.config, rateLimit: { max: 2, timeWindow: 60_000 } } })
  app.route(queryRoute(listOrders, { url: '/orders' }))
  return app
}

const statuses = (answers: readonly { readonly statusCode: number }[]) =>
  answers.map(({ statusCode }) => statusCode).toSorted((one, other) => one - other)

const times = (amount: number, app: FastifyInstance, url: string) =>
  Promise.all(Array.from({ length: amount }, () => app.inject(url)))

function count(store: RedisRateLimitStore, windowMs: number, max: number, key = 'ada') {
  return new Promise<{ current: number; ttl: number } | undefined>((resolve, reject) => {
    store.incr(key, (error, result) => (error ? reject(error) : resolve(result)), windowMs, max)
  })
}

describe('a rate limit in Redis', () => {
  it('lets through as many as it says, over all processes and at the same time', async () => {
    const nodes = await Promise.all([limited(), limited()])
    const answers = await Promise.all(nodes.map((app) => times(6, app, '/orders')))
    expect(statuses(answers.flat())).toEqual([...Array(5).fill(200), ...Array(7).fill(429)])
  })

  it('refuses with a problem document that says when to come back', async () => {
    const app = await limited()
    const answers = await times(3, app, '/orders/1')
    const refused = answers.find(({ statusCode }) => statusCode === 429)
    expect(refused?.headers['content-type']).toContain('application/problem+json')
    expect(refused?.json()).toMatchObject({ code: 'ERR_BACK_PRESSURE', retryable: true })
    expect(Number(refused?.headers['retry-after'])).toBeGreaterThan(50)
    expect(Number(refused?.headers['retry-after'])).toBeLessThanOrEqual(60)
  })

  it('counts a route with a limit of its own by itself', async () => {
    const app = await limited()
    expect(statuses(await times(3, app, '/orders/1'))).toEqual([200, 200, 429])
    expect(statuses(await times(5, app, '/orders'))).toEqual([200, 200, 200, 200, 200])
  })

  it('begins anew when its window is over, whoever asks in between', async () => {
    const store = new RedisRateLimitStore({ client, prefix, timeoutMs: 2_000 })
    const first = await count(store, 150, 1)
    const second = await count(store, 150, 1)
    expect([first?.current, second?.current]).toEqual([1, 2])
    expect(second?.ttl).toBeLessThanOrEqual(150)
    await vi.waitFor(async () => expect(await client.exists(`${prefix}ada`)).toBe(0))
    expect(await count(store, 150, 1)).toMatchObject({ current: 1 })
  })

  it('is begun anew or doubled by requests beyond it, where that is asked for', async () => {
    const options = { client, prefix, timeoutMs: 2_000 }
    const patient = new RedisRateLimitStore(options, { exponentialBackoff: true })
    for (const ttl of [1_000, 1_000, 2_000, 4_000]) {
      const counted = await count(patient, 1_000, 1)
      expect(counted?.ttl).toBeGreaterThan(ttl - 900)
      expect(counted?.ttl).toBeLessThanOrEqual(ttl)
    }
    const strict = new RedisRateLimitStore(options, { continueExceeding: true })
    await count(strict, 60_000, 1, 'bob')
    await client.pExpire(`${prefix}bob`, 1_000)
    expect((await count(strict, 60_000, 1, 'bob'))?.ttl).toBe(60_000)
  })

  it('mends a counter that has no expiry, and survives a Redis that has forgotten its script', async () => {
    const store = new RedisRateLimitStore({ client, prefix, timeoutMs: 2_000 })
    await client.set(`${prefix}ada`, '7')
    await client.sendCommand(['SCRIPT', 'FLUSH'])
    expect(await count(store, 60_000, 5)).toEqual({ current: 8, ttl: 60_000 })
  })

  it.each([
    ['open', 200],
    ['closed', 503],
  ] as const)(
    'falls %s when Redis does not answer, at once, and counts again when it does',
    async (whenAway, status) => {
      const { hostname, port } = new URL(inject('redisUrl'))
      await using proxy = await startFaultProxy({ target: { host: hostname, port: Number(port) } })
      const behind = createClient({ url: proxy.rewrite(inject('redisUrl')) })
      behind.on('error', () => undefined) // it reconnects
      await behind.connect()
      const told = vi.fn<(facts: object | string, message?: string) => void>()
      const logger = { ...silentLogger, info: told, warn: told }
      const app = await limited({ client: behind, whenAway, timeoutMs: 300, logger })
      expect(statuses(await times(1, app, '/orders'))).toEqual([200])
      proxy.dropReplies()
      expect(statuses(await times(8, app, '/orders'))).toEqual(Array(8).fill(status))
      expect(told).toHaveBeenCalledTimes(1)
      proxy.heal()
      await vi.waitFor(
        async () => {
          await app.inject('/orders')
          expect(told).toHaveBeenCalledTimes(2)
        },
        { timeout: 5_000 },
      )
      behind.destroy()
    },
  )
})
