import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import fastify, { type FastifyInstance } from 'fastify'
import type { HealthCheck } from '@uno-ts/types'
import { z } from 'zod'
import { changesRoute } from '../changes-route/changes-route.ts'
import { commandRoute } from '../command-route/command-route.ts'
import { CQRSEndpointFactory } from '../endpoint-factory/cqrs-endpoint-factory.ts'
import { healthRoutes } from '../health/health-routes.ts'
import { cqrsPlugin } from '../plugin/cqrs-plugin.ts'
import { command, query } from '../../test/define.ts'
import { checkDocument, type Document, type Operation } from '../../test/check-document.ts'
import { recordingBus } from '../../test/recording-bus.ts'
import { cancelOrder, getOrder, listOrders, placeOrder } from '../../test/shop.ts'
import { openApiPlugin } from './open-api-plugin.ts'

interface Category {
  readonly name: string
  readonly children: readonly Category[]
}
const category: z.ZodType<Category> = z
  .lazy(() => z.strictObject({ name: z.string(), children: z.array(category) }))
  .meta({ id: 'Category' })

const tree = z.strictObject({
  orderId: z.string(),
  get parts() {
    return z.array(tree)
  },
})

const fileCategory = command({
  type: 'FileCategory',
  data: z.strictObject({ root: category }),
  result: category,
})
const changeOrder = command({
  type: 'ChangeOrder',
  data: z.strictObject({
    orderId: z.string(),
    expectedVersion: z.int(),
    at: z.date().optional(),
    units: z.bigint(),
  }),
  result: z.strictObject({ at: z.date(), units: z.bigint(), kind: z.literal('order') }),
  example: { orderId: 'o1', expectedVersion: 4, units: 5n },
})
const assemble = command({ type: 'Assemble', data: tree, result: z.strictObject({ tree }) })
const silent = query({
  type: 'GetSilent',
  data: { '~standard': { version: 1, vendor: 'own', validate: (value: unknown) => ({ value }) } },
  result: z.unknown(),
})

let app: FastifyInstance
let document: Document
const routes: { method: string; url: string }[] = []

beforeAll(async () => {
  const bus = recordingBus()
  app = fastify()
  app.addHook('onRoute', ({ method, url }) => {
    if (url === '/openapi.json') return
    for (const name of [method].flat()) if (name !== 'HEAD') routes.push({ method: name.toLowerCase(), url })
  })
  await app.register(openApiPlugin, {
    title: 'Shop',
    version: '1.2.3',
    document: { tags: [{ name: 'orders' }] },
  })
  await app.register(cqrsPlugin, { commandBus: bus, queryBus: bus, policy: 'public' })
  await app.register(
    async (scope) => {
      const orders = new CQRSEndpointFactory({ basePath: '/orders', tags: ['orders'] })
      scope.route(orders.createCommandEndpoint(placeOrder, { url: '/', status: 201, location: () => '/' }))
      scope.route(orders.createCommandEndpoint(cancelOrder, { url: '/:orderId/cancellation', status: 204 }))
      scope.route(
        orders.createCommandEndpoint(changeOrder, {
          url: '/:orderId',
          method: 'PUT',
          ifMatch: 'expectedVersion',
        }),
      )
      scope.route(orders.createQueryEndpoint(getOrder, { url: '/:orderId' }))
      scope.route(orders.createQueryEndpoint(listOrders, { url: '/', summary: 'Orders, newest first.' }))
      scope.route(commandRoute(assemble, { url: '/trees/:orderId' }))
      scope.route(commandRoute(fileCategory, { url: '/categories' }))
      scope.route(orders.createQueryEndpoint(silent, { url: '/:orderId/silent/:part' }))
      // oxlint-disable-next-line require-yield -- a source that has nothing
      scope.route(changesRoute(async function* () {}, { url: '/orders/:orderId/changes' }))
    },
    { prefix: '/api' },
  )
  const store: HealthCheck = { name: 'store', check: async () => ({ status: 'healthy' }) }
  await app.register(healthRoutes({ checks: [store] }))
  document = (await app.inject('/openapi.json')).json()
})
afterAll(() => app.close())

describe('the description of an API', () => {
  it('is OpenAPI 3.1 whose every reference leads somewhere', () => {
    expect(checkDocument(document)).toEqual([])
    expect(document).toMatchObject({ openapi: '3.1.1', info: { title: 'Shop', version: '1.2.3' } })
  })

  it('has every route', () => {
    const described = Object.entries(document.paths).flatMap(([url, item]) =>
      Object.keys(item).map((method) => `${method} ${url}`),
    )
    const registered = routes.map(({ method, url }) => `${method} ${url.replace(/:(\w+)/g, '{$1}')}`)
    expect(described.toSorted()).toEqual(registered.toSorted())
    expect(described).toHaveLength(11)
  })

  it('puts fields where they come from', () => {
    const change = operationAt('put', '/api/orders/{orderId}')
    expect(change.parameters).toEqual([
      { in: 'path', name: 'orderId', required: true, schema: { type: 'string' }, example: 'o1' },
      expect.objectContaining({ in: 'header', name: 'idempotency-key' }),
      expect.objectContaining({ in: 'header', name: 'if-match' }),
    ])
    expect(change.requestBody?.content['application/json']).toEqual({
      schema: {
        type: 'object',
        properties: {
          at: { type: 'string', format: 'date-time' },
          units: { type: 'string', pattern: '^-?\\d+$' },
        },
        required: ['units'],
        additionalProperties: false,
      },
      example: { units: '5' },
    })
  })

  it('says what a query string may hold', () => {
    const list = operationAt('get', '/api/orders')
    expect(list.requestBody).toBeUndefined()
    expect(list.parameters?.map(({ name, in: place, required }) => [place, name, required])).toEqual([
      ['query', 'limit', false],
      ['query', 'after', false],
      ['query', 'status', false],
      ['header', 'if-none-match', false],
    ])
    expect(list).toMatchObject({
      operationId: 'listOrders',
      summary: 'Orders, newest first.',
      tags: ['orders'],
    })
  })

  it('shows the answer, its headers, and a body example', () => {
    const place = operationAt('post', '/api/orders')
    expect(place.summary).toBe('Places an order.')
    expect(place.requestBody?.content['application/json']?.example).toEqual(placeOrder.example)
    expect(place.responses['201']).toMatchObject({
      headers: { 'uno-consistency-token': expect.anything(), location: expect.anything() },
      content: { 'application/json': { schema: { properties: { globalPosition: { type: 'string' } } } } },
    })
    expect(operationAt('post', '/api/orders/{orderId}/cancellation').responses['204']).not.toHaveProperty(
      'content',
    )
    expect(operationAt('put', '/api/orders/{orderId}').responses['200']).toMatchObject({
      content: { 'application/json': { schema: { properties: { kind: { const: 'order' } } } } },
    })
  })

  it('describes refusals as problems, those of rules by name', () => {
    const { responses } = operationAt('post', '/api/orders')
    expect(Object.keys(responses)).toEqual([
      '201',
      '400',
      '404',
      '409',
      '413',
      '414',
      '415',
      '422',
      '429',
      '500',
      '503',
    ])
    expect(responses['422']).toMatchObject({
      description: expect.stringContaining('`ORDER_ALREADY_PLACED`: The order was placed before.'),
      content: {
        'application/problem+json': {
          schema: { $ref: '#/components/schemas/Problem' },
          examples: { ORDER_ALREADY_PLACED: { value: { rule: 'ORDER_ALREADY_PLACED', status: 422 } } },
        },
      },
    })
  })

  it('describes live changes as an event stream', () => {
    const changes = operationAt('get', '/api/orders/{orderId}/changes')
    expect(changes.responses['200']).toMatchObject({ content: { 'text/event-stream': expect.anything() } })
    expect(changes.parameters?.map(({ name }) => name)).toEqual(['after', 'orderId', 'last-event-id'])
  })

  it('shares definitions between messages by their names', () => {
    expect(Object.keys(document.components.schemas).toSorted()).toEqual([
      'Assemble',
      'AssembleResult.schema0',
      'Category',
      'Problem',
    ])
  })

  it('shows the API on a page where it is told to', async () => {
    const server = fastify()
    await server.register(openApiPlugin, { title: 'Shop', version: '1', referenceUrl: '/reference' })
    const page = await server.inject('/reference/')
    expect(page.headers['content-type']).toContain('text/html')
    expect(page.body).not.toMatch(/(src|href)="https?:/)
    await server.close()
  })

  it('names the parameters of a path even when the schema says nothing', () => {
    const names = operationAt('get', '/api/orders/{orderId}/silent/{part}').parameters?.map(
      ({ name }) => name,
    )
    expect(names).toEqual(['if-none-match', 'orderId', 'part'])
  })
})

function operationAt(method: string, path: string): Operation {
  const found = document.paths[path]?.[method]
  if (found === undefined) throw new Error(`expected ${method} ${path} in the description`)
  return found
}

describe('the description of an API with credentials', () => {
  it('says who may call each route, and how one that may not is refused', async () => {
    const bus = recordingBus()
    const guarded = fastify()
    await guarded.register(openApiPlugin, {
      title: 'Shop',
      version: '1.2.3',
      document: { components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } } },
    })
    await guarded.register(cqrsPlugin, { commandBus: bus, queryBus: bus, policy: 'authenticated' })
    guarded.route(commandRoute(placeOrder, { url: '/orders', policy: { scopes: ['orders:write'] } }))
    guarded.route(commandRoute(cancelOrder, { url: '/orders/:orderId/cancellation' }))
    guarded.route(changesRoute(async function* () {}, { url: '/changes', policy: 'public' }))
    const found: Document = (await guarded.inject('/openapi.json')).json()
    await guarded.close()
    expect(checkDocument(found)).toEqual([])
    const said = (path: string, method: string) => {
      const operation = found.paths[path]?.[method]
      const refused = Object.keys(operation?.responses ?? {}).filter((status) => /40[13]/.test(status))
      return { security: operation?.security, refused }
    }
    expect(said('/orders', 'post')).toEqual({
      security: [{ bearer: ['orders:write'] }],
      refused: ['401', '403'],
    })
    expect(said('/orders/{orderId}/cancellation', 'post')).toEqual({
      security: [{ bearer: [] }],
      refused: ['401'],
    })
    expect(said('/changes', 'get')).toEqual({ security: [], refused: ['403'] }) // pages of another origin
  })
})
