import { get } from 'node:http'
import { NotFoundError, silentLogger, type Resolver } from '@uno-ts/types'
import fastify, { type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { portOf } from '../../test/port-of.ts'
import { recordingBus, type Answering, type RecordingBus } from '../../test/recording-bus.ts'
import { getOrder } from '../../test/shop.ts'
import { cqrsPlugin } from '../plugin/cqrs-plugin.ts'
import { queryRoute } from '../query-route/query-route.ts'
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
