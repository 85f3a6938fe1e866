import { afterEach, describe, expect, it, vi } from 'vitest'
import { ConcurrencyError, ConfigurationError, parseStreamId, RuleViolation } from '@uno-ts/types'
import { connect } from 'node:net'
import fastify, { type FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Document } from '../../test/check-document.ts'
import { command } from '../../test/define.ts'
import { portOf } from '../../test/port-of.ts'
import { recordingBus, type Answering } from '../../test/recording-bus.ts'
import { anOrder, cancelOrder, placeOrder, shop } from '../../test/shop.ts'
import { openApiPlugin } from '../openapi/open-api-plugin.ts'
import { cqrsPlugin } from '../plugin/cqrs-plugin.ts'
import { commandRoute } from './command-route.ts'
import type { CommandRouteOptions } from './command-route-options.ts'

let app: FastifyInstance | undefined
afterEach(() => app?.close())

const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
const accepted = () => ({ orderId: 'o1', streamVersion: 1, globalPosition: 9_007_199_254_740_993n })

describe('a command route', () => {
  it('executes the command once, with the output of its schema marked as validated', async () => {
    const bus = recordingBus({ PlaceOrder: accepted })
    app = await shop(bus)
    const response = await app.inject({ method: 'POST', url: '/orders', payload: anOrder })
    expect(response.statusCode).toBe(201)
    expect(bus.only()).toMatchObject({ type: 'PlaceOrder', data: anOrder, options: { validated: true } })
  })

  it('answers with the result, bigints as decimal strings, and where to find it', async () => {
    app = await shop(recordingBus({ PlaceOrder: accepted }))
    const response = await app.inject({ method: 'POST', url: '/orders', payload: anOrder })
    expect(response.json()).toEqual({ orderId: 'o1', streamVersion: 1, globalPosition: '9007199254740993' })
    expect(response.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      location: '/orders/o1',
      'uno-consistency-token': 'p9007199254740993',
      etag: '"1"',
    })
  })

  it('says what it did to a caller whatever it knows', async () => {
    app = await shop(recordingBus({ PlaceOrder: accepted }))
    const headers = { 'if-none-match': '*' }
    expect((await app.inject({ method: 'POST', url: '/orders', payload: anOrder, headers })).statusCode).toBe(
      201,
    )
  })

  it('percent-encodes a location that a header cannot carry', async () => {
    app = await shop(recordingBus({ PlaceOrder: () => ({ orderId: 'é\r\nx: y' }) }))
    const response = await app.inject({ method: 'POST', url: '/orders', payload: anOrder })
    expect(response.headers['location']).toBe('/orders/%C3%A9%0D%0Ax:%20y')
  })

  it('takes fields from the path', async () => {
    const bus = recordingBus({ CancelOrder: () => undefined })
    app = await shop(bus)
    const url = '/orders/o%2F7/cancellation'
    const response = await app.inject({ method: 'POST', url, payload: { reason: 'late' } })
    expect(response.statusCode).toBe(204)
    expect(response.body).toBe('')
    expect(bus.only().data).toEqual({ orderId: 'o/7', reason: 'late' })
  })

  it('needs no body when the path has every field', async () => {
    app = await shop(recordingBus({ CancelOrder: () => undefined }))
    expect((await app.inject({ method: 'POST', url: '/orders/o1/cancellation' })).statusCode).toBe(204)
  })

  it('hands correlation, trace, actor, tenant and idempotency key to the bus', async () => {
    const bus = recordingBus()
    const principal = async () => ({ id: 'ada', scopes: [], tenant: 'acme' })
    app = await shop(bus, { principal, metadata: () => ({ custom: { channel: 'web' } }) })
    const headers = { 'x-correlation-id': 'c-1', traceparent, 'idempotency-key': '"k-1"' }
    await app.inject({ method: 'POST', url: '/orders', payload: anOrder, headers })
    expect(bus.only().options).toMatchObject({
      metadata: {
        correlationId: 'c-1',
        actor: 'ada',
        tenant: 'acme',
        traceparent,
        custom: { channel: 'web' },
      },
      principal: { id: 'ada' },
      idempotencyKey: 'k-1',
    })
  })

  it('refuses a command without a key where it must have one, and says so in its description', async () => {
    const bus = recordingBus({ PlaceOrder: accepted })
    const url = '/payments'
    app = fastify()
    await app.register(openApiPlugin, { title: 'Shop', version: '1.0.0' })
    await app.register(cqrsPlugin, { commandBus: bus, queryBus: bus, policy: 'public' })
    app.route(commandRoute(placeOrder, { url, status: 202, idempotencyKey: 'required' }))
    const refused = await app.inject({ method: 'POST', url, payload: anOrder })
    expect(refused.statusCode).toBe(400)
    expect(refused.json()).toMatchObject({ errors: [{ path: 'header.idempotency-key' }] })
    expect(bus.executions).toEqual([])
    const headers = { 'idempotency-key': '"k-1"' }
    const sent = await app.inject({ method: 'POST', url, payload: anOrder, headers })
    expect([sent.statusCode, bus.only().options.idempotencyKey]).toEqual([202, 'k-1'])
    const { parameters } = (await app.inject('/openapi.json')).json<Document>().paths[url]?.['post'] ?? {}
    expect(parameters?.find(({ name }) => name === 'idempotency-key')).toMatchObject({ required: true })
  })

  it('makes an id for what follows when the caller sends none that can be used', async () => {
    const bus = recordingBus()
    app = await shop(bus)
    const headers = { 'x-correlation-id': 'x'.repeat(129), traceparent: traceparent.replaceAll('4', '0z') }
    await app.inject({ method: 'POST', url: '/orders', payload: anOrder, headers })
    const { metadata } = bus.only().options
    expect(metadata?.correlationId).toMatch(/^[\da-f]{8}-[\da-f]{4}-7/)
    expect(metadata?.traceparent).toBeUndefined()
  })

  it('waits for a schema that validates later', async () => {
    const taken = z.strictObject({
      orderId: z.string().refine(async (id) => id !== 'taken', 'expected a free id'),
    })
    const bus = recordingBus()
    app = await serve(command({ type: 'Reserve', data: taken, result: z.unknown() }), { url: '/' }, bus)
    const refused = await app.inject({ method: 'POST', url: '/', payload: { orderId: 'taken' } })
    expect(refused.json().errors).toEqual([
      { path: 'body.orderId', message: 'expected a free id', found: 'text of length 5' },
    ])
    await app.inject({ method: 'POST', url: '/', payload: { orderId: 'free' } })
    expect(bus.only().data).toEqual({ orderId: 'free' })
  })

  it('says the refusal of a rule with its facts', async () => {
    const refuse: Answering = () => {
      throw new RuleViolation('OUT_OF_STOCK', 'there are 3 left', { details: { available: 3 } })
    }
    app = await shop(recordingBus({ PlaceOrder: refuse }))
    const response = await app.inject({ method: 'POST', url: '/orders', payload: anOrder })
    expect(response.statusCode).toBe(422)
    expect(response.json()).toMatchObject({
      code: 'ERR_RULE_VIOLATION',
      rule: 'OUT_OF_STOCK',
      detail: 'there are 3 left',
      details: { available: 3 },
    })
  })

  it('aborts the signal of the handler when the caller leaves', async () => {
    const aborted = vi.fn<() => void>()
    const bus = recordingBus({
      PlaceOrder: (_data, { signal }) => {
        const { promise, reject } = Promise.withResolvers<never>()
        signal?.addEventListener('abort', () => {
          aborted()
          reject(signal.reason as Error)
        })
        return promise
      },
    })
    app = await shop(bus)
    await app.listen({ port: 0, host: '127.0.0.1' })
    const socket = connect(portOf(app), '127.0.0.1')
    const body = JSON.stringify(anOrder)
    socket.write(
      `POST /orders HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    )
    await vi.waitFor(() => expect(bus.executions).toHaveLength(1))
    expect(aborted).not.toHaveBeenCalled()
    socket.destroy()
    await vi.waitFor(() => expect(aborted).toHaveBeenCalledOnce())
  })
})

describe('a command route with a version', () => {
  const change = command({
    type: 'ChangeOrder',
    data: z.strictObject({ orderId: z.string(), expectedVersion: z.int() }),
    result: z.unknown(),
  })
  const options: CommandRouteOptions<typeof change> = {
    method: 'PUT',
    url: '/orders/:orderId',
    ifMatch: 'expectedVersion',
  }

  it('takes it from If-Match', async () => {
    const bus = recordingBus()
    app = await serve(change, options, bus)
    await app.inject({ method: 'PUT', url: '/orders/o1', headers: { 'if-match': '"4"' } })
    expect(bus.only().data).toEqual({ orderId: 'o1', expectedVersion: 4 })
  })

  it.each(['4', '*', '"x"', 'W/"4"'])('refuses If-Match: %s', async (header) => {
    app = await serve(change, options)
    const response = await app.inject({ method: 'PUT', url: '/orders/o1', headers: { 'if-match': header } })
    expect(response.statusCode).toBe(400)
    expect(response.json().errors[0].path).toBe('header.if-match')
  })

  it('answers a conflict with 412 and the version that was found', async () => {
    const conflict: Answering = () => {
      throw new ConcurrencyError({ streamId: parseStreamId('order-o1'), expected: 4, actual: 7 })
    }
    app = await serve(change, options, recordingBus({ ChangeOrder: conflict }))
    const response = await app.inject({ method: 'PUT', url: '/orders/o1', headers: { 'if-match': '"4"' } })
    expect(response.statusCode).toBe(412)
    expect(response.json()).toMatchObject({
      code: 'ERR_CONCURRENCY',
      expected: 4,
      actual: 7,
      retryable: true,
    })
  })
})

describe('making a command route', () => {
  it('refuses a field that comes from two places', () => {
    const route = () => commandRoute(cancelOrder, { url: '/orders/:orderId', query: ['orderId'] })
    expect(route).toThrow(ConfigurationError)
    expect(route).toThrow('the route /orders/:orderId of CancelOrder gives the field "orderId" twice')
  })

  it('refuses a parameter the command does not have', () => {
    expect(() => commandRoute(placeOrder, { url: '/orders/:id' })).toThrow('gives the field "id"')
  })

  it('leaves a mapped payload to its schema, which names its own paths', async () => {
    const bus = recordingBus()
    app = await serve(
      cancelOrder,
      { url: '/cancel/:id', map: ({ params }) => ({ orderId: params['id'] }) },
      bus,
    )
    await app.inject({ method: 'POST', url: '/cancel/o1' })
    expect(bus.only().data).toEqual({ orderId: 'o1' })
    const refused = await app.inject({ method: 'POST', url: `/cancel/${'x'.repeat(65)}` })
    expect(refused.json().errors[0].path).toBe('orderId')
    expect((await app.inject({ method: 'POST', url: '/cancel/a%00' })).json().errors[0].path).toBe('path.id')
  })

  it('reads fields from the query string where it is told to', async () => {
    const bus = recordingBus()
    app = await serve(cancelOrder, { method: 'DELETE', url: '/orders/:orderId', query: ['reason'] }, bus)
    await app.inject({ method: 'DELETE', url: '/orders/o1?reason=late' })
    expect(bus.only().data).toEqual({ orderId: 'o1', reason: 'late' })
  })
})

async function serve<Definition extends Parameters<typeof commandRoute>[0]>(
  definition: Definition,
  options: CommandRouteOptions<Definition>,
  bus = recordingBus(),
): Promise<FastifyInstance> {
  const server = fastify()
  await server.register(cqrsPlugin, { commandBus: bus, queryBus: bus, policy: 'public' })
  server.route(commandRoute(definition, options))
  return server
}
