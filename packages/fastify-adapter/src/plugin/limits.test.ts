import fastify, { type FastifyInstance } from 'fastify'
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { command } from '../../test/define.ts'
import { exchange } from '../../test/exchange.ts'
import { portOf } from '../../test/port-of.ts'
import { recordingBus } from '../../test/recording-bus.ts'
import { commandRoute } from '../command-route/command-route.ts'
import { cqrsPlugin, type CqrsPluginSettings } from './cqrs-plugin.ts'
import { cqrsServerOptions, type ServerLimits } from './cqrs-server-options.ts'

const keep = command({ type: 'Keep', data: z.object({ what: z.unknown() }), result: z.undefined() })

let app: FastifyInstance | undefined
afterEach(() => app?.close())

async function serve(limits: ServerLimits = {}, options: Partial<CqrsPluginSettings> = {}) {
  const bus = recordingBus()
  app = fastify(cqrsServerOptions(limits))
  await app.register(cqrsPlugin, { commandBus: bus, queryBus: bus, policy: 'public', ...options })
  app.route(commandRoute(keep, { url: '/things', query: [], status: 204 }))
  app.route({ ...commandRoute(keep, { url: '/small', status: 204 }), bodyLimit: 20 })
  return app
}

const send = async (server: FastifyInstance, payload: string, url = '/things') => {
  const headers = { 'content-type': 'application/json' }
  const { statusCode, body } = await server.inject({ method: 'POST', url, headers, payload })
  return [statusCode, body === '' ? undefined : (JSON.parse(body) as { code: string }).code]
}

/** A body of so many bytes. */
const bodyOf = (bytes: number) => {
  const frame = '{"what":""}'
  return frame.replace('""', `"${'x'.repeat(bytes - frame.length)}"`)
}
/** A body of so many objects and lists within each other. */
const nested = (depth: number) => `{"what":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`

describe.each<[string, ServerLimits & Partial<CqrsPluginSettings>, number, number, number]>([
  ['its defaults', {}, 1_048_576, 64, 8_192],
  ['limits of its own', { maxBodyBytes: 100, maxDepth: 3, maxUrlLength: 20 }, 100, 3, 20],
])('a server with %s', (_name, limits, bytes, depth, length) => {
  it('reads bodies up to its limit', async () => {
    const server = await serve(limits, limits)
    expect(await send(server, bodyOf(bytes))).toEqual([204, undefined])
    expect(await send(server, bodyOf(bytes + 1))).toEqual([413, 'ERR_BODY_TOO_LARGE'])
  })

  it('reads what is nested up to its limit', async () => {
    const server = await serve(limits, limits)
    expect(await send(server, nested(depth))).toEqual([204, undefined])
    expect(await send(server, nested(depth + 1))).toEqual([400, 'ERR_VALIDATION'])
  })

  it('reads URLs up to its limit, and says so before it asks who calls', async () => {
    const principal = () => {
      throw new Error('asked')
    }
    const server = await serve(limits, { ...limits, principal })
    const url = (amount: number) => `/things?x=${'x'.repeat(amount - '/things?x='.length)}`
    expect(await send(server, '{}', url(length + 1))).toEqual([414, 'ERR_URL_TOO_LONG'])
    expect(await send(server, '{}', url(length))).toEqual([500, 'ERR_INTERNAL'])
  })
})

it('a route has a limit of its own where it says one', async () => {
  const server = await serve()
  expect(await send(server, bodyOf(20), '/small')).toEqual([204, undefined])
  expect(await send(server, bodyOf(21), '/small')).toEqual([413, 'ERR_BODY_TOO_LARGE'])
})

it.each<[ServerLimits, number, number]>([
  [{}, 14_000, 17_000],
  [{ maxHeaderBytes: 2_048 }, 1_500, 2_500],
])('headers are read up to the limit of %j', async (limits, few, many) => {
  const server = await serve(limits)
  await server.listen({ port: 0, host: '127.0.0.1' })
  const status = (bytes: number) =>
    exchange(
      portOf(server),
      `GET /nowhere HTTP/1.1\r\nhost: a\r\nconnection: close\r\nx: ${'x'.repeat(bytes)}\r\n\r\n`,
    )
  expect(await status(few)).toMatch(/^HTTP\/1.1 404 .*ERR_ROUTE_NOT_FOUND/s)
  expect(await status(many)).toMatch(/^HTTP\/1.1 431 .*ERR_HEADERS_TOO_LARGE/s)
})

it.each([
  ['headers', 'POST /things HTTP/1.1\r\nhost: a\r\n'],
  [
    'a body',
    'POST /things HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{"what"',
  ],
])('a caller that never ends %s is not waited for', async (_name, beginning) => {
  const server = await serve({ requestTimeoutMs: 100 })
  await server.listen({ port: 0, host: '127.0.0.1' })
  expect(await exchange(portOf(server), beginning)).toMatch(/^HTTP\/1.1 408 .*ERR_REQUEST_TIMEOUT/s)
})

it('waits for no request longer than a minute by default', async () => {
  const { server } = await serve()
  expect(server).toMatchObject({ requestTimeout: 60_000, headersTimeout: 60_000 })
})
