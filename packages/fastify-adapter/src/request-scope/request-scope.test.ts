import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import websocket from '@fastify/websocket'
import { globalPosition, NotFoundError, silentLogger, type Resolver } from '@uno-ts/types'
import fastify, { type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { portOf } from '../../test/port-of.ts'
import { recordingBus, type Answering, type RecordingBus } from '../../test/recording-bus.ts'
import { getOrder } from '../../test/shop.ts'
import { WebSocketClient } from '../../test/web-socket-client.ts'
import { changesRoute } from '../changes-route/changes-route.ts'
import { cqrsPlugin } from '../plugin/cqrs-plugin.ts'
import type { PrincipalOf } from '../plugin/cqrs-scope.ts'
import { queryRoute } from '../query-route/query-route.ts'
import { webSocketRoute } from '../web-socket/web-socket-route.ts'
import { requestScopeOf } from './request-scope-of.ts'

/** A container whose scopes are numbered, and note that they are disposed of. */
class Container implements Resolver {
  readonly disposed: string[] = []
  made = 0
  readonly #name: string
  fails = false

  constructor(name: string) {
    this.#name = name
  }

  resolve<Value>(): Value {
    return this.#name as Value // these tests resolve names only
  }

  createScope() {
    const name = `${this.#name}${++this.made}`
    return {
      resolve: <Value>() => name as Value,
      createScope: () => this.createScope(),
      dispose: async () => {
        this.disposed.push(name)
        if (this.fails) throw new Error('broken')
      },
    }
  }
}

let app: FastifyInstance
let left: Container
let right: Container
let bus: RecordingBus
let answer: Answering

const nameOf = (resolver: Resolver | undefined) => resolver?.resolve<string>('name')

beforeEach(async () => {
  left = new Container('left')
  right = new Container('right')
  answer = (data) => data
  bus = recordingBus({ GetOrder: (data, options) => answer(data, options) })
  app = fastify()
  for (const [prefix, container] of [
    ['/left', left],
    ['/right', right],
    ['/none', undefined],
  ] as const) {
    await app.register(
      async (part) => {
        await part.register(cqrsPlugin, {
          commandBus: bus,
          queryBus: bus,
          policy: 'public',
          container,
          logger: silentLogger,
          principal(request) {
            const id = container && nameOf(requestScopeOf(request))
            return id === undefined ? undefined : { id, scopes: [] }
          },
        })
        part.route(queryRoute(getOrder, { url: '/orders/:orderId' }))
      },
      { prefix },
    )
  }
})
afterEach(() => app.close())

const disposed = (container: Container, scopes: readonly string[]) =>
  vi.waitFor(() => expect(container.disposed).toEqual(scopes))

describe('the scope of a request', () => {
  it('is made for each, shared by all that works for it, and disposed of when the answer is out', async () => {
    await app.inject('/left/orders/1')
    await app.inject('/left/orders/2')
    expect(bus.executions.map(({ options }) => [options.principal?.id, nameOf(options.resolver)])).toEqual([
      ['left1', 'left1'],
      ['left2', 'left2'],
    ])
    await disposed(left, ['left1', 'left2'])
  })

  it('is of the container of its own part of the application', async () => {
    await Promise.all(['/left/orders/1', '/right/orders/1', '/none/orders/1'].map((url) => app.inject(url)))
    const scopes = bus.executions.map(({ options }) => nameOf(options.resolver))
    expect(new Set(scopes)).toEqual(new Set(['left1', 'right1', undefined]))
    await disposed(left, ['left1'])
    await disposed(right, ['right1'])
  })

  it.each(['a handler that fails', 'a handler that refuses'])('is disposed of after %s', async (name) => {
    answer = () => {
      throw name.endsWith('fails') ? new Error('broken') : new NotFoundError('order')
    }
    const { statusCode } = await app.inject('/left/orders/1')
    expect(statusCode).toBeGreaterThanOrEqual(400)
    await disposed(left, ['left1'])
  })

  it('outlives a caller that leaves, until the handler has ended', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const gone = Promise.withResolvers<void>()
    answer = async (data, { signal }) => {
      signal?.addEventListener('abort', () => gone.resolve())
      await promise
      return data
    }
    await app.listen({ port: 0, host: '127.0.0.1' })
    const request = get({ port: portOf(app), path: '/left/orders/1', agent: false }).on(
      'error',
      () => undefined, // it hangs up itself
    )
    await vi.waitFor(() => expect(bus.executions).toHaveLength(1))
    request.destroy()
    await gone.promise
    expect(left.disposed).toEqual([])
    resolve()
    await disposed(left, ['left1'])
  })

  it.each(['the client leaves', 'its source has no more', 'the application closes'])(
    'of a stream lasts until %s',
    async (name) => {
      const end = Promise.withResolvers<void>()
      const source = async function* ({ signal }: { readonly signal: AbortSignal }) {
        signal.addEventListener('abort', () => end.resolve())
        yield { position: globalPosition(1) }
        await end.promise
      }
      await app.register(async (part) => {
        const principal: PrincipalOf = (request) => ({
          id: nameOf(requestScopeOf(request)) ?? '',
          scopes: [],
        })
        const common = {
          commandBus: bus,
          queryBus: bus,
          policy: 'public',
          container: left,
          principal,
        } as const
        await part.register(cqrsPlugin, common)
        part.route(changesRoute(source, { url: '/changes' }))
      })
      await app.listen({ port: 0, host: '127.0.0.1' })
      const request = get({ port: portOf(app), path: '/changes', agent: false })
      const [response] = (await once(request, 'response')) as [IncomingMessage]
      response.on('error', () => undefined) // it may be cut off
      await once(response, 'data')
      expect(left.disposed).toEqual([])
      if (name.startsWith('the client')) request.destroy()
      else if (name.startsWith('its source')) end.resolve()
      else await app.close()
      await disposed(left, ['left1'])
      request.destroy()
    },
  )

  it('of a WebSocket lasts as long as its connection, and that of one that is refused as long as its answer', async () => {
    await app.register(websocket)
    await app.register(async (part) => {
      const principal: PrincipalOf = (request) => {
        const scopes = request.headers['x-may'] === undefined ? [] : ['live']
        return { id: nameOf(requestScopeOf(request)) ?? '', scopes }
      }
      const policy = { scopes: ['live'] }
      await part.register(cqrsPlugin, { commandBus: bus, queryBus: bus, policy, container: left, principal })
      part.route(webSocketRoute({}, { url: '/live' }))
    })
    await app.listen({ port: 0, host: '127.0.0.1' })
    await expect(WebSocketClient.connect(portOf(app))).rejects.toThrow('status 403')
    await disposed(left, ['left1'])
    const client = await WebSocketClient.connect(portOf(app), '/live', { headers: { 'x-may': 'yes' } })
    client.send({ type: 'unsubscribe', id: 'none' })
    await client.first(1)
    expect(left.disposed).toEqual(['left1'])
    client.socket.close()
    await disposed(left, ['left1', 'left2'])
  })

  it('that cannot be disposed of spoils no answer', async () => {
    left.fails = true
    expect(await app.inject('/left/orders/1')).toMatchObject({ statusCode: 200 })
    await disposed(left, ['left1'])
    await expect(app.close()).resolves.toBeUndefined()
  })

  it('is an error to ask for where there is no container', async () => {
    app.get('/outside', (request) => requestScopeOf(request))
    expect((await app.inject('/outside')).json()).toMatchObject({ message: /cqrsPlugin/ })
  })
})
