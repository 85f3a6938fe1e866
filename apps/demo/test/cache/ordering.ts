import type { LightMyRequestResponse } from 'fastify'
import type { TestShop } from '../open-test-shop.ts'

const priceMilli = 2_950
const headers = { 'content-type': 'application/json' }

/** What the shop should say after each command. */
export interface Expected {
  readonly sales: number
  readonly cancellations: number
  readonly unitsSold: number
  readonly latest: string
}

/** Orders and cancels over HTTP, and knows what every report must say afterwards. */
export class Ordering {
  #expected: Expected = { sales: 0, cancellations: 0, unitsSold: 0, latest: '' }
  #next = 300_000

  /** Lists the goods and registers the customer. */
  async begin({ server }: TestShop): Promise<void> {
    for (const [url, payload] of [
      ['/api/products', { stockCode: '10001', description: 'ENAMEL MILK JUG' }],
      ['/api/products', { stockCode: '10002', description: 'PAPER STAR LANTERN' }],
      ['/api/customers', { customerId: '20001', country: 'Norway' }],
    ] as const) {
      tokenOf(await server.inject({ method: 'POST', url, headers, payload }))
    }
  }

  /** Places an order at a shop. @returns its token, and what is true from then on */
  async place({ server }: TestShop): Promise<{ readonly token: string; readonly expected: Expected }> {
    const invoiceNo = String(this.#next++)
    const line = { quantity: 2, unitPriceMilli: priceMilli }
    const payload = {
      invoiceNo,
      invoicedAt: '2011-12-01T09:30:00Z',
      country: 'Norway',
      customerId: '20001',
      lines: ['10001', '10002'].map((stockCode) => ({ ...line, stockCode, description: '' })),
    }
    const token = tokenOf(await server.inject({ method: 'POST', url: '/api/orders', headers, payload }))
    const { sales, unitsSold } = this.#expected
    this.#expected = { ...this.#expected, sales: sales + 1, unitsSold: unitsSold + 2, latest: invoiceNo }
    return { token, expected: this.#expected }
  }

  /** Cancels the order that was placed last. */
  async cancel({ server }: TestShop): Promise<{ readonly token: string; readonly expected: Expected }> {
    const { latest, cancellations } = this.#expected
    const payload = { cancelledAt: '2011-12-01T10:00:00Z' }
    const url = `/api/orders/${latest}/cancellation`
    const token = tokenOf(await server.inject({ method: 'POST', url, headers, payload }))
    this.#expected = { ...this.#expected, cancellations: cancellations + 1, latest: `C${latest}` }
    return { token, expected: this.#expected }
  }
}

/** What a query that is to see the command is sent with. @throws Error when the command was refused */
export function tokenOf({ statusCode, headers, body }: LightMyRequestResponse): string {
  if (statusCode >= 300) throw new Error(`expected the command to be done: ${body}`)
  return String(headers['uno-consistency-token'])
}

/** What every report of a shop says, with a token or without. */
export async function reported(
  { server }: TestShop,
  token?: string,
): Promise<Expected & { readonly agree: boolean }> {
  const headers = token === undefined ? {} : { 'uno-consistency-token': token }
  const ask = async <Answer>(url: string): Promise<Answer> =>
    (await server.inject({ url, headers })).json<Answer>()
  const [totals, countries, product, together, customer, orders] = await Promise.all([
    ask<{ sales: number; cancellations: number }>('/api/reports/totals'),
    ask<{ items: { sales: number }[] }>('/api/reports/countries'),
    ask<{ unitsSold: number }>('/api/products/10001'),
    ask<{ items: { weight: number }[] }>('/api/products/10001/bought-together'),
    ask<{ orders: number }>('/api/customers/20001'),
    ask<{ items: { invoiceNo: string }[] }>('/api/orders?limit=3'),
  ])
  const { sales, cancellations } = totals
  const counts = [countries.items[0]?.sales, together.items[0]?.weight, customer.orders]
  return {
    sales,
    cancellations,
    unitsSold: product.unitsSold,
    latest: orders.items[0]?.invoiceNo ?? '',
    agree: counts.every((count) => count === sales),
  }
}
