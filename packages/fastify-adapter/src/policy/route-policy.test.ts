import { ConfigurationError, type Policy, type Principal } from '@uno-ts/types'
import fastify, { type FastifyInstance } from 'fastify'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { recordingBus, type RecordingBus } from '../../test/recording-bus.ts'
import { anOrder, getOrder, placeOrder } from '../../test/shop.ts'
import { changesRoute } from '../changes-route/changes-route.ts'
import { commandRoute } from '../command-route/command-route.ts'
import { cqrsPlugin } from '../plugin/cqrs-plugin.ts'
import { queryRoute } from '../query-route/query-route.ts'

let app: FastifyInstance | undefined
afterEach(() => app?.close())

const ada: Principal = { id: 'ada', scopes: ['orders:write'] }
async function* nothing() {}

async function serve(policies: {
  readonly scope?: Policy
  readonly route?: Policy
  readonly principal?: Principal
}): Promise<RecordingBus> {
  const { scope: policy, route, principal } = policies
  const bus = recordingBus({ GetOrder: () => ({ orderId: 'o1' }) })
  app = fastify()
  await app.register(cqrsPlugin, { commandBus: bus, queryBus: bus, policy, principal: () => principal })
  app.route(commandRoute(placeOrder, { url: '/orders', policy: route }))
  app.route(queryRoute(getOrder, { url: '/orders/:orderId', policy: route }))
  return bus
}

const order = (payload: object = anOrder) => app!.inject({ method: 'POST', url: '/orders', payload })

describe('the policy of a route', () => {
  it('must be said by somebody', async () => {
    const registering = serve({})
    await expect(registering).rejects.toThrow(ConfigurationError)
    await expect(registering).rejects.toThrow('POST /orders of PlaceOrder does not say who may call it')
  })

  it('is its own, else that of its scope', async () => {
    await serve({ scope: 'authenticated', route: 'public' })
    expect((await order()).statusCode).toBe(200)
    await app!.close()
    await serve({ scope: 'authenticated' })
    expect((await order()).statusCode).toBe(401)
  })

  it('is that of the scope it is registered in, not of one around', async () => {
    const bus = recordingBus()
    app = fastify()
    await app.register(cqrsPlugin, { commandBus: bus, queryBus: bus, policy: 'public' })
    await app.register(async (inner) => {
      await inner.register(async (own) => {
        own.route(commandRoute(placeOrder, { url: '/orders' }))
      })
    })
    expect((await order()).statusCode).toBe(200)
  })

  it.each<[string, Policy, Principal | undefined, number]>([
    ['everybody to what is public', 'public', undefined, 200],
    ['nobody unknown to what is not', 'authenticated', undefined, 401],
    ['somebody known', 'authenticated', ada, 200],
    ['a holder of the scope', { scopes: ['orders:write'] }, ada, 200],
    ['no holder of others', { scopes: ['orders:write', 'orders:cancel'] }, ada, 403],
    ['nobody unknown to a scope', { scopes: ['orders:write'] }, undefined, 401],
    ['whom a function lets', (principal) => principal?.id === 'ada', ada, 200],
    ['nobody else', async (principal) => principal?.id === 'eve', ada, 403],
    ['nobody unknown that a function refuses', () => false, undefined, 401],
  ])('lets %s', async (_name, policy, principal, status) => {
    const bus = await serve({ route: policy, ...(principal && { principal }) })
    expect((await order()).statusCode).toBe(status)
    expect((await app!.inject('/orders/o1')).statusCode).toBe(status)
    expect(bus.executions).toHaveLength(status === 200 ? 2 : 0)
  })

  it('tells a stranger nothing of the schema', async () => {
    await serve({ route: 'authenticated' })
    const response = await order({ anything: 1 })
    expect(response.json()).toMatchObject({ status: 401, code: 'ERR_UNAUTHENTICATED' })
    expect(response.json().errors).toBeUndefined()
    expect(response.headers['www-authenticate']).toBe('Bearer')
  })

  it('asks a function about the message with its payload validated', async () => {
    const policy = vi.fn<Extract<Policy, (...args: never[]) => unknown>>(() => true)
    await serve({ route: policy, principal: ada })
    expect((await order({ anything: 1 })).statusCode).toBe(400)
    expect(policy).not.toHaveBeenCalled()
    await order()
    expect(policy).toHaveBeenCalledExactlyOnceWith(
      ada,
      expect.objectContaining({ type: 'PlaceOrder', data: anOrder }),
    )
  })

  it('of a stream is asked before it begins', async () => {
    const bus = recordingBus()
    app = fastify()
    await app.register(cqrsPlugin, { commandBus: bus, queryBus: bus, policy: 'authenticated' })
    app.route(changesRoute(nothing, { url: '/changes' }))
    app.route(changesRoute(nothing, { url: '/open', policy: 'public' }))
    expect((await app.inject('/changes?after=x')).statusCode).toBe(401)
    expect((await app.inject('/open')).statusCode).toBe(200)
  })

  it('of a stream is no function, not even by its scope', async () => {
    const bus = recordingBus()
    app = fastify()
    await app.register(cqrsPlugin, { commandBus: bus, queryBus: bus, policy: () => true })
    expect(() => app!.route(changesRoute(nothing, { url: '/changes' }))).toThrow(
      'GET /changes of changes: expected a "policy" of its own that is no function',
    )
  })
})

describe('a stream whose caller has credentials that end', () => {
  it('ends with them, and says so', async () => {
    const bus = recordingBus()
    const principal = (): Principal => ({ ...ada, expiresAt: Date.now() + 50 })
    app = fastify()
    await app.register(cqrsPlugin, { commandBus: bus, queryBus: bus, policy: 'authenticated', principal })
    async function* silent({ signal }: { signal: AbortSignal }) {
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      yield* nothing()
    }
    app.route(changesRoute(silent, { url: '/changes' }))
    const response = await app.inject('/changes')
    expect(response.body).toContain('event: end\ndata: {"reason":"expired"}\n\n')
  })
})
