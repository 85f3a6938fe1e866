import { afterEach, describe, expect, it, vi } from 'vitest'
import fastify, { type FastifyInstance } from 'fastify'
import type { HealthCheck, HealthReport } from '@uno-ts/types'
import type { HealthMonitor } from './health-monitor.ts'
import { healthRoutes, type HealthRoutesOptions } from './health-routes.ts'

let app: FastifyInstance | undefined
afterEach(() => app?.close())

const part = (name: string, report: HealthReport): HealthCheck => ({ name, check: async () => report })
const broken: HealthCheck = {
  name: 'broken',
  check: async () => {
    throw new Error('password=hunter2')
  },
}
const stuck: HealthCheck = { name: 'stuck', check: () => new Promise(() => undefined) }

async function ask(url: string, options?: HealthRoutesOptions) {
  app = fastify()
  await app.register(healthRoutes(options))
  const response = await app.inject(url)
  return { status: response.statusCode, body: response.json() }
}

describe('the health routes', () => {
  it('say that the process runs', async () => {
    expect(await ask('/health/live', { ready: () => false })).toEqual({
      status: 200,
      body: { status: 'healthy' },
    })
  })

  it('say that requests may come, with every part', async () => {
    const checks = [
      part('store', { status: 'healthy', facts: { connections: 3 } }),
      part('cache', { status: 'degraded', message: 'slow' }),
    ]
    expect(await ask('/health/ready', { checks })).toEqual({
      status: 200,
      body: {
        status: 'degraded',
        ready: true,
        parts: {
          store: { status: 'healthy', facts: { connections: 3 }, durationMs: expect.any(Number) },
          cache: { status: 'degraded', message: 'slow', durationMs: expect.any(Number) },
        },
      },
    })
  })

  it('tell the parts of a monitor beside their own, and wait for it no longer than for them', async () => {
    const asked = Promise.withResolvers<AbortSignal>()
    const monitor: HealthMonitor = {
      async check({ signal }) {
        asked.resolve(signal)
        return { checks: [{ name: 'command bus', status: 'unhealthy', facts: { errorRate: 0.5 } }] }
      },
    }
    const checks = [part('store', { status: 'healthy' })]
    expect(await ask('/health/ready', { checks, monitor, timeoutMs: 20 })).toMatchObject({
      status: 503,
      body: {
        status: 'unhealthy',
        ready: false,
        parts: { store: { status: 'healthy' }, 'command bus': { facts: { errorRate: 0.5 } } },
      },
    })
    const signal = await asked.promise
    await vi.waitFor(() => expect(signal.aborted).toBe(true))
  })

  it.each([
    ['the application has not caught up', { ready: () => false }, {}],
    ['the question itself fails', { ready: () => Promise.reject(new Error('x')) }, {}],
    [
      'a part is unhealthy',
      { checks: [part('store', { status: 'unhealthy' })] },
      { store: { status: 'unhealthy' } },
    ],
    [
      'a part fails to answer',
      { checks: [broken] },
      { broken: { status: 'unhealthy', message: 'the check failed' } },
    ],
    [
      'a part takes too long',
      { checks: [stuck], timeoutMs: 5 },
      { stuck: { message: 'did not answer within 5 ms' } },
    ],
  ])('answer 503 when %s', async (_name, options: HealthRoutesOptions, parts) => {
    expect(await ask('/health/ready', options)).toMatchObject({ status: 503, body: { ready: false, parts } })
  })
})
