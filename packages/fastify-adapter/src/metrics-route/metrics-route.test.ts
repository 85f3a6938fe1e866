import fastify from 'fastify'
import { describe, expect, it } from 'vitest'
import { recordingBus } from '../../test/recording-bus.ts'
import { cqrsPlugin, type CqrsPluginSettings } from '../plugin/cqrs-plugin.ts'
import { cqrsServerOptions } from '../plugin/cqrs-server-options.ts'
import { metricsRoute, type MetricsRouteOptions } from './metrics-route.ts'

const contentType = 'text/plain; version=0.0.4; charset=utf-8'
const source = { contentType, collect: async () => 'up 1\n' }

async function ask(
  options: MetricsRouteOptions | undefined,
  scope: Partial<CqrsPluginSettings> = {},
  read = source,
) {
  const bus = recordingBus()
  const app = fastify(cqrsServerOptions())
  await app.register(cqrsPlugin, { commandBus: bus, queryBus: bus, ...scope })
  app.route(metricsRoute(read, options))
  return app.inject(options?.url ?? '/metrics')
}

describe('the metrics page', () => {
  it('is what the source collects, never kept', async () => {
    const { statusCode, headers, body } = await ask({ policy: 'public' })
    expect([statusCode, body, headers['content-type']]).toEqual([200, 'up 1\n', contentType])
    expect(headers['cache-control']).toBe('no-store')
  })

  it('is read by those its policy allows', async () => {
    const policy = { scopes: ['metrics:read'] }
    expect(await ask({ url: '/internal', policy })).toMatchObject({ statusCode: 401 })
    const principal = () => ({ id: 'scraper', scopes: ['metrics:read'] })
    expect(await ask({ url: '/internal', policy }, { principal })).toMatchObject({ statusCode: 200 })
  })

  it('is refused at registration when nobody says who may read it', async () => {
    await expect(ask({})).rejects.toThrow('GET /metrics of metrics does not say who may call it')
  })

  it('tells nothing of a source that fails', async () => {
    const broken = { contentType, collect: () => Promise.reject(new Error('inside')) }
    const { statusCode, body } = await ask({ policy: 'public' }, {}, broken)
    expect(statusCode).toBe(500)
    expect(body).not.toContain('inside')
  })
})
