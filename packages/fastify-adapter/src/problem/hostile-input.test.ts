import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FastifyInstance, InjectOptions } from 'fastify'
import { decodeCursor } from '@uno-ts/types'
import { anOrder, shop } from '../../test/shop.ts'
import { recordingBus } from '../../test/recording-bus.ts'

const bus = recordingBus({
  ListOrders: (data) => decodeCursor((data as { after?: string }).after ?? '', { sort: [] }),
})
let app: FastifyInstance

beforeAll(async () => {
  app = await shop(bus)
})
afterAll(() => app.close())

const json = { 'content-type': 'application/json' }
const post = (payload: unknown, headers: Record<string, string> = json): InjectOptions => ({
  method: 'POST',
  url: '/orders',
  headers,
  payload: typeof payload === 'string' || Buffer.isBuffer(payload) ? payload : JSON.stringify(payload),
})
const get = (url: string): InjectOptions => ({ method: 'GET', url })
const line = (change: object) => post({ ...anOrder, lines: [{ ...anOrder.lines[0], ...change }] })
const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`

/** What is sent, the status, and every place that is named. */
const table: readonly (readonly [string, InjectOptions, number, readonly string[]])[] = [
  ['a list for an object', post([]), 400, ['body']],
  ['a text for an object', post('"order"'), 400, ['body']],
  ['null for an object', post('null'), 400, ['body']],
  ['an empty object', post({}), 400, ['body.orderId', 'body.lines']],
  ['no body and no content type', { method: 'POST', url: '/orders' }, 400, ['body.orderId', 'body.lines']],
  ['an empty body', post('', json), 400, ['body']],
  ['broken JSON', post('{"orderId": "o1",}'), 400, ['body']],
  ['half of a JSON text', post('{"orderId": "o1'), 400, ['body']],
  ['bytes that are not UTF-8', post(Buffer.from([0x7b, 0xff, 0x7d])), 400, ['body']],
  ['a number for a text', post({ ...anOrder, orderId: 7 }), 400, ['body.orderId']],
  ['a list for a text', post({ ...anOrder, orderId: ['o1'] }), 400, ['body.orderId']],
  ['an object for a text', post({ ...anOrder, orderId: { $ne: null } }), 400, ['body.orderId']],
  ['an object for a list', post({ ...anOrder, lines: { 0: anOrder.lines[0] } }), 400, ['body.lines']],
  ['a negative quantity', line({ quantity: -1 }), 400, ['body.lines.0.quantity']],
  ['half a unit', line({ quantity: 0.5 }), 400, ['body.lines.0.quantity']],
  ['a quantity as text', line({ quantity: '6' }), 400, ['body.lines.0.quantity']],
  [
    'a quantity beyond numbers',
    post('{"orderId":"o1","lines":[{"stockCode":"a","quantity":1e999}]}'),
    400,
    ['body.lines.0.quantity'],
  ],
  [
    'a quantity beyond integers',
    line({ quantity: 2 ** 60 }),
    400,
    ['body.lines.0.quantity', 'body.lines.0.quantity'],
  ],
  ['two mistakes at once', post({ ...anOrder, orderId: '', note: 5 }), 400, ['body.orderId', 'body.note']],
  ['an unknown field', post({ ...anOrder, isAdmin: true }), 400, ['body.isAdmin']],
  ['two unknown fields', post({ ...anOrder, a: 1, b: 2 }), 400, ['body.a', 'body.b']],
  ['an unknown field further in', line({ price: 0 }), 400, ['body.lines.0.price']],
  ['a __proto__ key', post('{"__proto__":{"admin":true}}'), 400, ['body']],
  ['a __proto__ key further in', post('{"orderId":"o1","lines":[{"__proto__":{}}]}'), 400, ['body']],
  ['a __proto__ key written in escapes', post('{"\\u005f_proto__":{}}'), 400, ['body']],
  ['a constructor key', post('{"constructor":{"prototype":{}}}'), 400, ['body']],
  ['deep nesting', post(`{"orderId":"o1","lines":${nested(100_000)}}`), 400, ['body.lines']],
  ['a NUL character', post({ ...anOrder, orderId: 'o\u00001' }), 400, ['body.orderId']],
  [
    'half of a surrogate pair',
    post('{"orderId":"\\ud800","lines":[{"stockCode":"a","quantity":1}]}'),
    400,
    ['body.orderId'],
  ],
  ['a NUL character further in', line({ stockCode: '\0' }), 400, ['body.lines.0.stockCode']],
  ['an id of 10,000 characters', post({ ...anOrder, orderId: 'x'.repeat(10_000) }), 400, ['body.orderId']],
  ['text for JSON', post('hello', { 'content-type': 'text/plain' }), 415, ['header.content-type']],
  [
    'a form for JSON',
    post('a=1', { 'content-type': 'application/x-www-form-urlencoded' }),
    415,
    ['header.content-type'],
  ],
  ['a content type that is none', post('{}', { 'content-type': 'nonsense' }), 415, ['header.content-type']],
  ['a body of two megabytes', post({ ...anOrder, note: 'x'.repeat(2 ** 21) }), 413, ['body']],
  ['a parameter a command does not read', { ...post(anOrder), url: '/orders?note=x' }, 400, ['query.note']],
  [
    'an idempotency key with spaces',
    post(anOrder, { ...json, 'idempotency-key': 'a b' }),
    400,
    ['header.idempotency-key'],
  ],

  [
    'a path id of 5,000 characters',
    get(`/orders/${'x'.repeat(5_000)}`),
    400,
    ['path.orderId', 'path.orderId'],
  ],
  ['a URL of 10,000 characters', get(`/orders?after=${'x'.repeat(10_000)}`), 414, ['url']],
  ['a path id with NUL', get('/orders/a%00b'), 400, ['path.orderId']],
  ['a path that is not percent-encoded', get('/orders/%zz'), 400, ['path']],
  ['a path that is not UTF-8', get('/orders/%ed%a0%80'), 400, ['path']],
  ['a path segment beyond the limit', get(`/orders/${'x'.repeat(70_000)}`), 414, ['path']],
  ['a field of the path in the query too', get('/orders/o1?orderId=o2'), 400, ['query.orderId']],
  ['an unknown parameter', get('/orders/o1?expand=lines'), 400, ['query.expand']],
  [
    'a field of the path in the body too',
    { method: 'POST', url: '/orders/o1/cancellation', payload: { orderId: 'o2' } },
    400,
    ['body.orderId'],
  ],
  ['a negative page size', get('/orders?limit=-1'), 400, ['query.limit']],
  ['a page size of half a row', get('/orders?limit=0.5'), 400, ['query.limit']],
  ['a page size that is no number', get('/orders?limit=ten'), 400, ['query.limit']],
  ['a page size beyond numbers', get('/orders?limit=1e400'), 400, ['query.limit']],
  ['a page size twice', get('/orders?limit=1&limit=2'), 400, ['query.limit']],
  ['a page size as a list', get('/orders?limit[]=1'), 400, ['query.limit[]']],
  ['a status nobody knows', get('/orders?status=placed&status=eaten'), 400, ['query.status.1']],
  ['a __proto__ parameter', get('/orders?__proto__=1'), 400, ['query.__proto__']],
  ['a constructor parameter', get('/orders?constructor=1'), 400, ['query.constructor']],
  ['a NUL parameter', get('/orders?after=%00'), 400, ['query.after']],
  ['a NUL in the name of a parameter', get('/orders?a%00=1'), 400, ['query.a\0', 'query.a\0']],
]

describe('bad input', () => {
  it.each(table)('%s ends in a problem that names the place', async (_name, request, status, places) => {
    const response = await app.inject(request)
    const problem = response.json()
    expect(response.headers['content-type']).toBe('application/problem+json')
    expect(problem).toMatchObject({ status, instance: expect.stringMatching(/^urn:uno-ts:request:/) })
    expect(response.statusCode).toBe(status)
    expect(problem.errors.map(({ path }: { path: string }) => path).toSorted()).toEqual(places.toSorted())
    expect(response.body).not.toContain('node_modules')
    expect(response.body.length).toBeLessThan(4_000)
  })

  it('never reaches the bus', () => {
    expect(bus.executions).toEqual([])
  })
})

describe('a wrong address', () => {
  it('is a problem', async () => {
    const response = await app.inject(get(`/nowhere/${'x'.repeat(5_000)}?a=1`))
    expect(response.statusCode).toBe(404)
    expect(response.json()).toMatchObject({
      code: 'ERR_ROUTE_NOT_FOUND',
      type: 'urn:uno-ts:problem:route-not-found',
    })
    expect(response.body.length).toBeLessThan(600)
  })

  it('says which methods the path does answer to', async () => {
    const response = await app.inject({ method: 'DELETE', url: '/orders/o1' })
    expect(response.statusCode).toBe(405)
    expect(response.headers['allow']).toBe('GET, HEAD')
    expect(response.json()).toMatchObject({ code: 'ERR_METHOD_NOT_ALLOWED' })
  })

  it('is no accepted address because its first part is one', async () => {
    expect((await app.inject(get('/orders/o1/cancellation/more'))).statusCode).toBe(404)
    expect((await app.inject(get('/orders/o1/cancellation'))).statusCode).toBe(405)
  })
})

it('a cursor that is not ours is a problem', async () => {
  const response = await app.inject(get('/orders?after=nonsense'))
  expect(response.statusCode).toBe(400)
  expect(response.json()).toMatchObject({ code: 'ERR_CURSOR' })
})
