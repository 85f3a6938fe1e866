import { afterEach, describe, expect, it, vi } from 'vitest'
import fastify, { type FastifyInstance } from 'fastify'
import { silentLogger, UnoError, type Logger } from '@uno-ts/types'
import { exchange } from '../../test/exchange.ts'
import { portOf } from '../../test/port-of.ts'
import { recordingBus, type Answering } from '../../test/recording-bus.ts'
import { getOrder, shop } from '../../test/shop.ts'
import { queryRoute } from '../query-route/query-route.ts'
import { cqrsPlugin } from './cqrs-plugin.ts'
import { cqrsServerOptions } from './cqrs-server-options.ts'

let app: FastifyInstance | undefined
afterEach(() => app?.close())

describe('the plugin', () => {
  it.each([
    ['prefixes', '/a', '/b', ''],
    ['no prefixes', '', '', '/b'],
  ])(
    'serves two scopes of one application with buses of their own, with %s',
    async (_name, one, two, second) => {
      const buses = [recordingBus({ GetOrder: () => 'first' }), recordingBus({ GetOrder: () => 'second' })]
      app = fastify()
      for (const [index, bus] of buses.entries()) {
        const prefix = [one, two][index] ?? ''
        await app.register(
          async (scope) => {
            await scope.register(cqrsPlugin, { commandBus: bus, queryBus: bus, policy: 'public' })
            scope.route(queryRoute(getOrder, { url: `${index === 1 ? second : ''}/orders/:orderId` }))
          },
          { prefix },
        )
      }
      expect((await app.inject(`${one}/orders/1`)).json()).toBe('first')
      expect((await app.inject(`${two}${second}/orders/1`)).json()).toBe('second')
      expect((await app.inject(`${one}/nowhere`)).json()).toMatchObject({ code: 'ERR_ROUTE_NOT_FOUND' })
      expect(app.hasDecorator('cqrs')).toBe(false)
    },
  )

  it('keeps two scopes of one application apart in all they are told', async () => {
    class Sold extends UnoError {
      readonly code = 'ERR_SOLD'
      readonly retryable = false
      constructor() {
        super('it is sold')
      }
    }
    app = fastify()
    const lines: string[][] = [[], []]
    const buses = [0, 1].map((nr) =>
      recordingBus({
        GetOrder: ({ orderId }: { readonly orderId: string }) => {
          if (orderId === 'sold') throw new Sold()
          if (orderId === 'broken') throw new Error('broken')
          return { nr }
        },
      } as Record<string, Answering>),
    )
    for (const [nr, bus] of buses.entries()) {
      const error = (facts: object, text: string) => lines[nr]?.push(`${text} ${Object.hasOwn(facts, 'err')}`)
      await app.register(
        async (scope) => {
          await scope.register(cqrsPlugin, {
            mediator: { executeCommand: bus.execute, executeQuery: bus.execute },
            policy: nr === 0 ? 'public' : 'authenticated',
            principal: ({ headers }) =>
              headers.authorization === undefined ? undefined : { id: `${nr}-ada`, scopes: [] },
            maxUrlLength: nr === 0 ? 30 : 20,
            ...(nr === 0 ? { problemKinds: { ERR_SOLD: { status: 410, title: 'Sold' } } } : undefined),
            logger: { ...silentLogger, error: error as Logger['error'] },
          })
          scope.route(queryRoute(getOrder, { url: '/orders/:orderId' }))
        },
        { prefix: `/${nr}` },
      )
    }
    const ask = async (url: string, headers: Record<string, string> = { authorization: 'ada' }) => {
      const { statusCode, body } = await app!.inject({ url, headers })
      return [statusCode, (JSON.parse(body) as { readonly code?: string }).code]
    }
    expect(await ask('/0/orders/1', {})).toEqual([200, undefined])
    expect(await ask('/1/orders/1', {})).toEqual([401, 'ERR_UNAUTHENTICATED'])
    expect(await ask('/0/orders/sold')).toEqual([410, 'ERR_SOLD'])
    expect(await ask('/1/orders/sold')).toEqual([500, 'ERR_INTERNAL'])
    expect(await ask('/0/orders/broken')).toEqual([500, 'ERR_INTERNAL'])
    expect(lines).toEqual([['a request failed true'], ['a request failed true']])
    const long = 'x'.repeat(15)
    expect(await ask(`/0/orders/${long}`)).toEqual([200, undefined])
    expect(await ask(`/1/orders/${long}`)).toEqual([414, 'ERR_URL_TOO_LONG'])
    const actors = buses.map(({ executions }) => executions.map(({ options }) => options.metadata?.actor))
    expect(actors).toEqual([[undefined, '0-ada', '0-ada', '0-ada'], ['1-ada']])
  })

  it('leaves the errors of routes outside its scope to Fastify', async () => {
    const bus = recordingBus()
    app = fastify()
    app.get('/outside', async () => {
      throw new Error('mine')
    })
    await app.register(
      async (scope) => scope.register(cqrsPlugin, { commandBus: bus, queryBus: bus, policy: 'public' }),
      {
        prefix: '/in',
      },
    )
    expect((await app.inject('/outside')).headers['content-type']).toBe('application/json; charset=utf-8')
  })

  it('says at the first request that it is missing', async () => {
    app = fastify()
    app.route(queryRoute(getOrder, { url: '/orders/:orderId' }))
    const response = await app.inject('/orders/1')
    expect(response.statusCode).toBe(500)
    expect(response.json().message).toBe(
      'expected cqrsPlugin to be registered in the scope of the route, or around it',
    )
  })

  it('keeps an own handler of unknown addresses and an own JSON parser', async () => {
    const bus = recordingBus()
    app = fastify()
    app.setNotFoundHandler((_request, reply) => reply.code(404).send('mine'))
    app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, _body, done) =>
      done(null, { own: 1 }),
    )
    await app.register(cqrsPlugin, { commandBus: bus, queryBus: bus, policy: 'public' })
    app.post('/echo', async ({ body }) => body)
    expect((await app.inject('/nowhere')).body).toBe('mine')
    expect((await app.inject({ method: 'POST', url: '/echo', payload: {} })).json()).toEqual({ own: 1 })
  })

  it('answers an unknown error with an id that stands in the log, and nothing else', async () => {
    const error = vi.fn<(...line: readonly unknown[]) => void>()
    const secret = new Error('connect ECONNREFUSED 10.0.0.7:5432 password=hunter2')
    const failing = recordingBus({
      GetOrder: () => {
        throw secret
      },
    })
    app = await shop(failing, { logger: { ...silentLogger, error } })
    const response = await app.inject('/orders/1')
    const { instance, ...problem } = response.json()
    const requestId = instance.replace('urn:uno-ts:request:', '')
    expect(response.statusCode).toBe(500)
    expect(problem).toEqual({
      type: 'urn:uno-ts:problem:internal',
      title: 'Internal error',
      status: 500,
      detail: `The service failed to answer. The fault is not in the request. Quote the request id ${requestId}.`,
      code: 'ERR_INTERNAL',
    })
    expect(error).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ err: secret, requestId }),
      expect.any(String),
    )
  })

  it.each([undefined, null, 'text', 7, {}])('answers %s that was thrown for an error', async (thrown) => {
    const failing = recordingBus({
      GetOrder: () => {
        // oxlint-disable-next-line typescript/only-throw-error -- what a careless handler does
        throw thrown
      },
    })
    app = await shop(failing)
    const response = await app.inject('/orders/1')
    expect([response.statusCode, response.json().code]).toEqual([500, 'ERR_INTERNAL'])
  })

  it('knows the codes the application adds', async () => {
    class PaymentDeclined extends UnoError {
      readonly code = 'ERR_PAYMENT_DECLINED'
      readonly retryable = false
      constructor() {
        super('the card was declined')
      }
    }
    const failing = recordingBus({
      GetOrder: () => {
        throw new PaymentDeclined()
      },
    })
    app = await shop(failing, {
      problemKinds: { ERR_PAYMENT_DECLINED: { status: 402, title: 'Payment declined' } },
    })
    const response = await app.inject('/orders/1')
    expect(response.statusCode).toBe(402)
    expect(response.json()).toMatchObject({ title: 'Payment declined', detail: 'the card was declined' })
  })

  it('says what Fastify finds in routes of the application, and keeps the status of other plugins', async () => {
    app = await shop()
    const schema = { body: { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] } }
    app.post('/plain', { schema }, async () => 'ok')
    app.get('/limited', async () => {
      throw Object.assign(new Error('slow down'), { statusCode: 429 })
    })
    const invalid = await app.inject({ method: 'POST', url: '/plain', payload: { n: 'x' } })
    expect(invalid.json()).toMatchObject({
      code: 'ERR_VALIDATION',
      errors: [{ path: 'body.n', message: 'must be integer' }],
    })
    const limited = await app.inject('/limited')
    expect(limited.json()).toMatchObject({ status: 429, code: 'ERR_HTTP_429', detail: 'slow down' })
  })
})

describe('the options of the server', () => {
  it.each([
    ['GET / HTTP/1.1\r\nhost: a\r\nx: ' + 'x'.repeat(20_000) + '\r\n\r\n', 431, 'ERR_HEADERS_TOO_LARGE'],
    ['GET /' + 'x'.repeat(20_000) + ' HTTP/1.1\r\nhost: a\r\n\r\n', 431, 'ERR_HEADERS_TOO_LARGE'],
    ['nonsense\r\n\r\n', 400, 'ERR_HTTP'],
  ])('answer what is not a request with a problem', async (text, status, code) => {
    app = fastify(cqrsServerOptions())
    await app.listen({ port: 0, host: '127.0.0.1' })
    const [head = '', body = ''] = (await exchange(portOf(app), text)).split('\r\n\r\n')
    expect(head).toContain(`HTTP/1.1 ${status} `)
    expect(head).toContain('content-type: application/problem+json')
    expect(JSON.parse(body)).toMatchObject({ status, code })
  })
})
