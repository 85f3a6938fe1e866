import { InMemoryReadModelRepository } from '@uno-ts/testing'
import type { Page, QueryService, ReadModelDefinition, SearchOptions, SearchRequest } from '@uno-ts/types'
import fastify, { type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { checkDocument, type Document } from '../../test/check-document.ts'
import { command } from '../../test/define.ts'
import { recordingBus, type RecordingBus } from '../../test/recording-bus.ts'
import { openApiPlugin } from '../openapi/open-api-plugin.ts'
import { cqrsPlugin } from '../plugin/cqrs-plugin.ts'
import { cqrsServerOptions } from '../plugin/cqrs-server-options.ts'
import { createCrudEndpoints } from './create-crud-endpoints.ts'

const row = z.object({
  code: z.string(),
  country: z.string(),
  units: z.int(),
  turnover: z.bigint(),
  soldAt: z.date().nullable(),
  tags: z.array(z.string()),
})
type Row = z.output<typeof row>

const model = {
  name: 'product_figures',
  schema: row,
  key: 'code',
  columns: {
    country: { type: 'text' },
    units: { type: 'integer' },
    turnover: { type: 'bigint' },
    soldAt: { type: 'timestamp', nullable: true },
    tags: { type: 'text[]' },
  },
  indexes: [{ columns: ['country', 'units'] }, { columns: ['units'] }, { columns: ['tags'] }],
} as const satisfies ReadModelDefinition

const listProduct = command({
  type: 'ListProduct',
  data: row.pick({ code: true }),
  result: z.object({ code: z.string() }),
})
const dropProduct = command({ type: 'DropProduct', data: row.pick({ code: true }), result: z.undefined() })

let app: FastifyInstance
let bus: RecordingBus
let searched: { readonly request: SearchRequest; readonly tenant: string | undefined } | undefined

beforeEach(async () => {
  const repository = new InMemoryReadModelRepository<Row>({ model })
  const rows: readonly Row[] = Array.from({ length: 9 }, (_, nr) => ({
    code: `p${nr}`,
    country: ['FR', 'NO', 'D%'][nr % 3] ?? '',
    units: nr,
    turnover: 2n ** 60n + BigInt(nr),
    soldAt: nr === 0 ? null : new Date(Date.UTC(2011, 0, nr)),
    tags: [],
  }))
  for (const one of rows) await repository.save(one)
  for (const one of rows.slice(0, 1)) await repository.save({ ...one, code: 'other' }, { tenant: 'other' })
  const queries: Pick<QueryService<Row>, 'getById' | 'paginate'> = {
    getById: (id, options) => repository.get(id, options),
    paginate: (request, options) => repository.find(request, options),
  }
  const index = {
    async search(request: SearchRequest, { tenant }: SearchOptions = {}) {
      searched = { request, tenant }
      return { hits: rows.slice(1, 2).map((row) => ({ row, score: 1 })), total: 1 }
    },
  }
  bus = recordingBus({ DropProduct: () => undefined })
  app = fastify(cqrsServerOptions())
  await app.register(openApiPlugin, { title: 'Shop', version: '1.0.0' })
  await app.register(cqrsPlugin, {
    commandBus: bus,
    queryBus: bus,
    policy: 'public',
    principal: ({ headers }) =>
      headers['x-tenant'] === undefined ? undefined : { id: 'ada', scopes: [], tenant: 'other' },
  })
  const routes = createCrudEndpoints(model, {
    url: '/products',
    queries,
    filters: ['code', 'country', 'units', 'turnover', 'soldAt'],
    sorts: ['code', 'units'],
    search: { index, facets: ['country'] },
    commands: { create: listProduct, remove: dropProduct, policy: { scopes: ['products:write'] } },
    maxLimit: 50,
  })
  for (const route of routes) app.route(route)
})
afterEach(() => app.close())

async function codes(search: string): Promise<string[]> {
  const response = await app.inject(`/products?${search}`)
  expect(response.statusCode).toBe(200)
  return response.json<Page<Row>>().items.map(({ code }) => code)
}

describe('the endpoints of a read model', () => {
  it.each([
    ['sort=-units&limit=2', ['p8', 'p7']],
    ['country=NO&sort=units', ['p1', 'p4', 'p7']],
    ['country=NO&country=FR&units[gte]=6', ['p6', 'p7']],
    ['country[prefix]=d%25', ['p2', 'p5', 'p8']],
    ['units[gt]=1&units[lt]=4', ['p2', 'p3']],
    ['turnover[lte]=1152921504606846977', ['p0', 'p1']],
    ['soldAt[missing]=true', ['p0']],
    ['soldAt[gte]=2011-01-08&soldAt[missing]=false', ['p8']],
    ['units=4&country=FR', []],
  ])('list rows by %s', async (search, expected) => {
    expect(await codes(search)).toEqual(expected)
  })

  it('lead from page to page, there and back', async () => {
    const seen: string[] = []
    let url: string | undefined = '/products?limit=4&sort=-code&total=true'
    let last = ''
    while (url !== undefined) {
      const response = await app.inject(url)
      seen.push(...response.json<Page<Row>>().items.map(({ code }) => code))
      expect(response.json()).toMatchObject({ total: 9 })
      last = String(response.headers.link)
      url = /<([^>]+)>; rel="next"/.exec(last)?.[1]
    }
    expect(seen).toEqual(Array.from({ length: 9 }, (_, nr) => `p${8 - nr}`))
    const before = await app.inject(String(/<([^>]+)>; rel="prev"/.exec(last)?.[1]))
    expect(before.json<Page<Row>>().items.map(({ code }) => code)).toEqual(['p4', 'p3', 'p2', 'p1'])
  })

  it('give one row, of the tenant of the caller', async () => {
    expect((await app.inject('/products/p1')).json()).toMatchObject({
      code: 'p1',
      turnover: '1152921504606846977',
    })
    expect(await app.inject('/products/other')).toMatchObject({ statusCode: 404 })
    const headers = { 'x-tenant': 'other' }
    expect(await app.inject({ url: '/products/other', headers })).toMatchObject({ statusCode: 200 })
    expect((await app.inject({ url: '/products', headers })).json<Page<Row>>().items).toHaveLength(1)
  })

  it('search within what is filtered, with what every search asks for', async () => {
    const { statusCode, body } = await app.inject('/products/search?q=blue+mug&country=FR&limit=5&offset=1')
    expect([statusCode, JSON.parse(body)]).toMatchObject([200, { total: 1, hits: [{ row: { code: 'p1' } }] }])
    expect(searched?.request).toEqual({
      text: 'blue mug',
      where: { op: 'eq', field: 'country', value: 'FR' },
      limit: 5,
      offset: 1,
      facets: ['country'],
    })
  })

  it('search the rows of the tenant of the caller alone', async () => {
    await app.inject({ url: '/products/search?q=mug', headers: { 'x-tenant': 'other' } })
    expect(searched?.tenant).toBe('other')
    await app.inject('/products/search?q=mug')
    expect(searched?.tenant).toBeUndefined() // that of the index, as for the list and the row
  })

  it('send commands to the bus, from those who may', async () => {
    const refused = await app.inject({ method: 'DELETE', url: '/products/p1' })
    expect(refused.statusCode).toBe(401)
    expect(bus.executions).toEqual([])
  })

  it.each([
    ['/products?colour=red', 'query.colour'],
    ['/products?units=many', 'query.units'],
    ['/products?units[gte]=1e99', 'query.units[gte]'],
    ['/products?turnover=9223372036854775808', 'query.turnover'],
    ['/products?soldAt[lt]=2011-02-30', 'query.soldAt[lt]'],
    ['/products?soldAt[missing]=perhaps', 'query.soldAt[missing]'],
    ['/products?sort=turnover', 'query.sort'],
    ['/products?sort=code,-code', 'query.sort'],
    ['/products?limit=51', 'query.limit'],
    ['/products?limit=0', 'query.limit'],
    ['/products?after=x&before=y', 'query.before'],
    ['/products?units[gte]=1&units[gte]=2', 'query.units[gte]'],
    ['/products/search', 'query.q'],
    ['/products/search?q=x&offset=-1', 'query.offset'],
    ['/products/p1?x=1', 'query.x'],
  ])('refuse %s and name the field', async (url, path) => {
    const response = await app.inject(url)
    expect(response.statusCode).toBe(400)
    const { errors } = response.json<{ errors: { path: string }[] }>()
    expect(errors.map((error) => error.path)).toContain(path)
  })

  it('describe themselves', async () => {
    const document = (await app.inject('/openapi.json')).json<Document>()
    expect(checkDocument(document)).toEqual([])
    expect(Object.keys(document.paths)).toEqual(['/products', '/products/{code}', '/products/search'])
    const names = document.paths['/products']?.['get']?.parameters?.map(({ name }) => name)
    expect(names).toEqual(
      expect.arrayContaining(['limit', 'sort', 'country', 'units[gte]', 'soldAt[missing]']),
    )
  })

  it('take the first column of each index where nobody names fields', () => {
    const { queries } = {
      queries: { getById: async () => undefined, paginate: async () => ({ items: [] }) as never },
    }
    const [list] = createCrudEndpoints(model, { url: '/p', queries })
    expect(list?.url).toBe('/p')
    const filtered = () => createCrudEndpoints(model, { url: '/p', queries, filters: ['tags'] })
    expect(filtered).toThrow('expected a column of single values to filter "tags" by, found text[]')
    expect(() => createCrudEndpoints(model, { url: '/p', queries, maxLimit: 0 })).toThrow('found 0')
  })
})
