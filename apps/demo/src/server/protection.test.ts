import { gunzipSync } from 'node:zlib'
import { changesRoute, cqrsPlugin, cqrsServerOptions } from '@uno-ts/fastify-adapter'
import { CommandBus, HandlerRegistry, QueryBus } from '@uno-ts/cqrs-core'
import { globalPosition, silentLogger } from '@uno-ts/types'
import fastify, { type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { protect } from './protection.ts'

let app: FastifyInstance
const long = { text: 'mug '.repeat(1_000) }

beforeEach(async () => {
  app = fastify(cqrsServerOptions())
  await protect(app, { redis: undefined, logger: silentLogger })
  const registry = new HandlerRegistry()
  const buses = { commandBus: new CommandBus({ registry }), queryBus: new QueryBus({ registry }) }
  await app.register(cqrsPlugin, { ...buses, policy: 'public' })
  app.get('/long', () => long)
  app.get('/docs', () => 'a page')
  app.get('/few', { config: { rateLimit: { max: 2, timeWindow: 60_000 } } }, () => 'ok')
  const many = Array.from({ length: 40 }, (_, nr) => ({ position: globalPosition(nr + 1), ...long }))
  app.route(
    changesRoute(
      async function* () {
        yield* many
      },
      { url: '/changes' },
    ),
  )
})
afterEach(() => app.close())

const gzip = { 'accept-encoding': 'gzip' }

describe('what stands before every route', () => {
  it('tells browsers to take nothing from elsewhere, of refusals too', async () => {
    for (const url of ['/long', '/nowhere']) {
      const { headers } = await app.inject(url)
      expect(headers['content-security-policy']).toBe("default-src 'none';frame-ancestors 'none'")
      expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'SAMEORIGIN' })
    }
    const { headers } = await app.inject('/docs')
    expect(headers['content-security-policy']).toContain("script-src 'self' 'unsafe-inline'")
  })

  it('compresses what is long, for those who can read it', async () => {
    const { headers, rawPayload } = await app.inject({ url: '/long', headers: gzip })
    expect(headers['content-encoding']).toBe('gzip')
    expect(JSON.parse(gunzipSync(rawPayload).toString())).toEqual(long)
    expect((await app.inject('/long')).json()).toEqual(long)
  })

  it('holds no event of a stream back to compress it', async () => {
    const { headers, body } = await app.inject({ url: '/changes', headers: gzip })
    expect(headers['content-encoding']).toBeUndefined()
    expect(body).toContain('mug mug')
  })

  it('refuses who asks too often with a problem document', async () => {
    await app.inject('/few')
    await app.inject('/few')
    const refused = await app.inject('/few')
    expect(refused.headers['content-type']).toContain('application/problem+json')
    expect(refused.json()).toMatchObject({ status: 429, code: 'ERR_BACK_PRESSURE', retryable: true })
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
  })
})
