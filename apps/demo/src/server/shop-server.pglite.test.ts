import { embedded } from '@uno-ts/embedded'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestShop, type TestShop } from '../../test/open-test-shop.ts'
import { listProduct } from '../products/list-product.ts'
import { registerCustomer } from '../customers/register-customer.ts'

const database = await embedded({ extensions: ['vector', 'pg_trgm'] })
let test: TestShop

beforeAll(async () => {
  test = await openTestShop(database.pool)
  await test.shop.commandBus.execute(listProduct({ stockCode: '10001', description: 'ENAMEL MILK JUG' }))
  await test.shop.commandBus.execute(listProduct({ stockCode: 'POST', description: 'POSTAGE' }))
  await test.shop.commandBus.execute(registerCustomer({ customerId: '7', country: 'Norway' }))
})
afterAll(async () => {
  await test[Symbol.asyncDispose]()
  await database.close()
})

const line = { stockCode: '10001', description: 'ENAMEL MILK JUG', quantity: 12, unitPriceMilli: 2_950 }
const sale = (invoiceNo: string, changes: object = {}) => {
  return {
    invoiceNo,
    invoicedAt: '2011-03-04T10:15:00Z',
    country: 'Norway',
    customerId: '7',
    lines: [line],
    ...changes,
  }
}

async function post(url: string, payload: unknown, headers: Record<string, string> = {}) {
  const response = await test.server.inject({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json', ...headers },
    payload: JSON.stringify(payload),
  })
  return {
    status: response.statusCode,
    headers: response.headers,
    body: response.json<Record<string, unknown>>(),
  }
}

describe('the shop over HTTP', () => {
  it('places an order, and shows it to whoever has its token', async () => {
    const { status, headers } = await post('/api/orders', sale('100001'))
    expect(status).toBe(201)
    expect(headers.location).toBe('/api/orders/100001')
    expect(await test.ask('/api/orders/100001')).toMatchObject({
      invoiceNo: '100001',
      kind: 'sale',
      customerId: '7',
      country: 'Norway',
      lines: [line],
      grossMilli: 35_400,
      netMilli: 35_400,
      version: 1,
    })
    const token = { 'uno-consistency-token': String(headers['uno-consistency-token']) }
    const figures = await test.server.inject({ url: '/api/products/10001', headers: token })
    expect(figures.json()).toMatchObject({ name: 'ENAMEL MILK JUG', unitsSold: 12, stock: -12 })
  })

  it('takes goods back and corrects the books', async () => {
    const back = { ...line, quantity: -2 }
    expect(await post('/api/returns', sale('C100002', { lines: [back] }))).toMatchObject({ status: 201 })
    expect(await test.ask('/api/orders/C100002')).toMatchObject({ kind: 'cancellation', netMilli: -5_900 })
    const debt = { stockCode: 'POST', quantity: 1, unitPriceMilli: -100 }
    expect(await post('/api/adjustments', sale('A100003', { lines: [debt] }))).toMatchObject({ status: 201 })
    expect(await test.ask('/api/orders/A100003')).toMatchObject({
      kind: 'adjustment',
      netMilli: -100,
      grossMilli: 0,
    })
  })

  it('refuses an order that was placed before', async () => {
    await post('/api/orders', sale('100004'))
    const again = await post('/api/orders', sale('100004'))
    expect(again).toMatchObject({ status: 422, body: { rule: 'ORDER_ALREADY_PLACED' } })
  })

  it('cancels an order with its goods, and tells how it stood before', async () => {
    const placed = await post('/api/orders', sale('100006'))
    expect(placed.status).toBe(201)
    const seen = { 'if-match': '"1"' }
    const cancelledAt = '2011-03-05T08:00:00Z'
    const cancelled = await post('/api/orders/100006/cancellation', { cancelledAt }, seen)
    expect(cancelled).toMatchObject({
      status: 200,
      headers: { etag: '"2"' },
      body: { cancellationNo: 'C100006', streamVersion: 2 },
    })
    const back = { kind: 'cancellation', lines: [{ ...line, quantity: -12 }], netMilli: -35_400 }
    expect(await test.ask('/api/orders/C100006')).toMatchObject(back)
    expect(await test.ask('/api/orders/100006/history')).toMatchObject({
      events: [
        { version: 1, type: 'OrderPlaced' },
        { version: 2, type: 'OrderCancelled' },
      ],
      state: { version: 2, status: 'cancelled', lines: [line] },
    })
    expect(await test.ask('/api/orders/100006/history?version=1')).toMatchObject({
      streamVersion: 2,
      state: { version: 1, status: 'placed' },
    })
    expect(await test.ask('/api/orders/100006/history?version=3')).toMatchObject({ status: 404 })
    expect(await test.ask('/api/orders/C100006/history')).toMatchObject({ state: { status: 'returned' } })
  })

  it('changes an order only as its caller has seen it', async () => {
    await post('/api/orders', sale('100007'))
    const dispatchedAt = '2011-03-05T08:00:00Z'
    const seen = { 'if-match': '"1"' }
    const dispatched = await post('/api/orders/100007/dispatch', { dispatchedAt }, seen)
    expect(dispatched).toMatchObject({ status: 200, body: { streamVersion: 2 } })
    const cancellation = { cancelledAt: dispatchedAt }
    expect(await post('/api/orders/100007/cancellation', cancellation, seen)).toMatchObject({
      status: 412,
      body: { code: 'ERR_CONCURRENCY', expected: 1, actual: 2 },
    })
    expect(await post('/api/orders/100007/cancellation', cancellation)).toMatchObject({
      status: 422,
      body: { rule: 'ORDER_ALREADY_DISPATCHED' },
    })
    expect(await test.ask('/api/orders/C100007')).toMatchObject({ status: 404 })
  })

  it('tells how far its projections are', async () => {
    const { projections } = (await test.ask('/api/progress')) as { projections: { name: string }[] }
    expect(projections.map(({ name }) => name)).toContain('invoice-list')
  })

  it('lists the orders of one customer', async () => {
    const { headers } = await post('/api/orders', sale('100008', { customerId: null }))
    const token = { 'uno-consistency-token': String(headers['uno-consistency-token']) }
    const response = await test.server.inject({ url: '/api/orders?customerId=7', headers: token })
    const { items } = response.json<{ items: { invoiceNo: string; customerId: string | null }[] }>()
    expect(new Set(items.map(({ customerId }) => customerId))).toEqual(new Set(['7']))
    expect(items.map(({ invoiceNo }) => invoiceNo)).not.toContain('100008')
  })

  it.each([
    ['an unknown stock code', { lines: [line, { ...line, stockCode: 'NONE' }] }, 'lines.1.stockCode'],
    ['an unknown customer', { customerId: '8' }, 'customerId'],
    ['a half unit', { lines: [{ ...line, quantity: 1.5 }] }, 'body.lines.0.quantity'],
    ['a price as text', { lines: [{ ...line, unitPriceMilli: '2.95' }] }, 'body.lines.0.unitPriceMilli'],
    ['no lines', { lines: [] }, 'body.lines'],
    ['an amount beyond reach', { lines: [{ ...line, quantity: 1e9, unitPriceMilli: 1e12 }] }, 'body.lines'],
    ['the number of a cancellation', { invoiceNo: 'C100005' }, 'body.invoiceNo'],
    ['a number of 10,000 characters', { invoiceNo: '1'.repeat(10_000) }, 'body.invoiceNo'],
    ['a day that does not exist', { invoicedAt: '2011-02-30T10:15:00Z' }, 'body.invoicedAt'],
    ['an unknown field', { colour: 'red' }, 'body.colour'],
    ['a NUL character', { country: 'a\0b' }, 'body.country'],
  ])('refuses %s and names the field', async (_, changes, path) => {
    const { status, body } = await post('/api/orders', sale('100005', changes))
    expect(status).toBe(400)
    expect(body).toMatchObject({ code: 'ERR_VALIDATION' })
    expect((body['errors'] as { path: string }[]).map((error) => error.path)).toContain(path)
    expect(await test.ask('/api/orders/100005')).toMatchObject({ status: 404 })
  })

  it.each([
    ['/api/products?limit=-1', 'query.limit'],
    ['/api/products?limit=1001', 'query.limit'],
    ['/api/products?limit=many', 'query.limit'],
    ['/api/products?sort=colour', 'query.sort'],
    ['/api/products?colour=red', 'query.colour'],
    ['/api/customers?sort=unitsSold', 'query.sort'],
    ['/api/reports/totals?asOf=2011-02-30', 'query.asOf'],
    ['/api/reports/totals?asOf=', 'query.asOf'],
    ['/api/reports/months?year=2011', 'query.year'],
    ['/api/reports/reservation?units=1', 'query.units'],
    [`/api/orders/${'1'.repeat(1_000)}`, 'path.invoiceNo'],
    [`/api/products/${'1'.repeat(100)}`, 'path.code'],
  ])('refuses %s and names the field', async (url, path) => {
    const response = await test.server.inject(url)
    expect(response.statusCode).toBe(400)
    expect(response.headers['content-type']).toContain('application/problem+json')
    expect(response.json<{ errors: { path: string }[] }>().errors.map((error) => error.path)).toContain(path)
  })

  it('refuses an address that is too long to be read', async () => {
    const { statusCode, headers } = await test.server.inject(`/api/orders/${'1'.repeat(10_000)}`)
    expect([statusCode, headers['content-type']]).toEqual([414, 'application/problem+json'])
  })

  it.each([
    '/api/products/99999',
    '/api/products/POST',
    '/api/customers/99',
    '/api/orders/999999',
    '/api/orders/nonsense',
    '/api/nowhere',
  ])('knows nothing of %s', async (url) => {
    const response = await test.server.inject(url)
    expect(response.statusCode).toBe(404)
    expect(response.json()).toMatchObject({ status: 404 })
  })

  it('refuses the cursor of another list', async () => {
    const { next } = (await test.ask('/api/orders?limit=1')) as { next: string }
    const response = await test.server.inject(`/api/customers?cursor=${next}`)
    expect(response.statusCode).toBe(400)
    expect(response.json()).toMatchObject({ code: 'ERR_CURSOR' })
  })

  it('searches names for all words, whatever their case', async () => {
    const names = async (q: string) =>
      (
        (await test.ask(`/api/products?q=${encodeURIComponent(q)}`)) as { items: { name: string }[] }
      ).items.map((item) => item.name)
    expect(await names('jug enamel')).toEqual(['ENAMEL MILK JUG'])
    expect(await names('100% jug')).toEqual([])
    expect(await names('_')).toEqual([])
  })

  it('finds products by words that are not finished', async () => {
    const { items } = (await test.ask('/api/search?q=milk+enam&mode=text')) as { items: unknown[] }
    expect(items).toMatchObject([{ code: '10001', name: 'ENAMEL MILK JUG' }])
    expect(await test.ask('/api/search?q=postage&mode=text')).toMatchObject({
      items: [],
      next: null,
      total: 0,
    })
    expect(await test.ask('/api/search')).toMatchObject({ status: 400 })
  })

  it('finds what was meant by misspelt words, with facets to choose from', async () => {
    const found = await test.ask('/api/search?q=enmael&mode=text&inStock=true,false')
    expect(found).toMatchObject({
      items: [
        {
          code: '10001',
          highlight: [
            { text: 'ENAMEL', marked: true },
            { text: ' MILK JUG', marked: false },
          ],
        },
      ],
      total: 1,
      facets: { inStock: [{ count: 1 }] },
      corrections: [{ typed: 'enmael', meant: ['enamel'] }],
    })
    expect(await test.ask('/api/search?q=enamel&price=free')).toMatchObject({ items: [], total: 0 })
    expect(await test.ask('/api/search?q=enamel&mode=luck')).toMatchObject({ status: 400 })
  })

  it('finds by words and by likeness together, unless it is told otherwise', async () => {
    for (const mode of ['', '&mode=hybrid', '&mode=vector']) {
      const { items } = (await test.ask(`/api/search?q=milk+jugs+enameled&limit=1${mode}`)) as {
        items: unknown[]
      }
      expect(items).toMatchObject([{ code: '10001', name: 'ENAMEL MILK JUG' }])
    }
  })

  it('completes what is being typed', async () => {
    expect(await test.ask('/api/search/suggestions?q=milk+enam')).toEqual({
      items: [{ text: 'milk enamel', count: 1 }],
    })
  })

  it('describes itself, with an example for every command', async () => {
    const document = (await test.ask('/openapi.json')) as { openapi: string; paths: Record<string, object> }
    expect(document.openapi).toMatch(/^3\.1/)
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining([
        '/api/orders',
        '/api/orders/{invoiceNo}',
        '/api/reports/totals',
        '/api/products',
      ]),
    )
    expect(JSON.stringify(document.paths['/api/orders'])).toContain('900001')
  })

  it('has a page, and says that it is well', async () => {
    expect((await test.server.inject('/')).body).toContain('<title>')
    expect((await test.server.inject('/health/live')).statusCode).toBe(200)
    expect((await test.server.inject('/health/ready')).json()).toMatchObject({ ready: true })
  })
})
