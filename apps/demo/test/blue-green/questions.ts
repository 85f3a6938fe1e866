import { listCustomers } from '../../src/customers/list-customers.ts'
import type { Shop } from '../../src/container.ts'
import { listInvoices } from '../../src/invoices/list-invoices.ts'
import { placeOrder } from '../../src/orders/place-order.ts'
import { listProducts } from '../../src/products/list-products.ts'
import { searchProducts } from '../../src/products/search-products.ts'
import { getTotals } from '../../src/reports/get-totals.ts'
import { listCountries } from '../../src/reports/list-groups.ts'
import { getReservations } from '../../src/stock/get-reservations.ts'

/** The products of the shop. */
export const codes: readonly string[] = ['10001', '10002']
/** Its customers, who buy in turn. */
export const customers: readonly string[] = ['20001', '20002', '20003']
const price = 1_000
/** Units of each product at first. */
export const opening = 100_000
const invoiceNo = (nr: number) => String(100_000 + nr)
const buyer = (nr: number) => nr % customers.length

/** The `nr`-th order: one unit of each product, customers in turn. */
export function orderOf(nr: number) {
  return placeOrder({
    invoiceNo: invoiceNo(nr),
    invoicedAt: '2011-01-03T09:00:00Z',
    country: 'France',
    customerId: customers[buyer(nr)] ?? null,
    lines: codes.map((stockCode) => ({
      stockCode,
      description: `CUP ${stockCode}`,
      quantity: 1,
      unitPriceMilli: price,
    })),
  })
}

/** A question to the shop, and the right answer after so many orders, with prices counted `factor` times. */
export interface Question {
  readonly projection: string
  readonly ask: (shop: Shop) => Promise<unknown>
  readonly truth: (orders: number, factor: number) => unknown
}

const grossOf = (orders: number, factor: number) => orders * codes.length * price * factor

/** One of every kind that reads a table of a projection. */
export const questions: readonly Question[] = [
  {
    projection: 'sales-figures',
    async ask({ queryBus }) {
      const { lines, invoices, customers, stockCodes, grossMilli } = await queryBus.execute(getTotals({}))
      return { lines, invoices, customers, stockCodes, grossMilli }
    },
    truth: (orders, factor) => ({
      lines: orders * codes.length,
      invoices: orders,
      customers: customers.length,
      stockCodes: codes.length,
      grossMilli: grossOf(orders, factor),
    }),
  },
  {
    projection: 'sales-figures',
    async ask({ queryBus }) {
      const { items } = await queryBus.execute(listCountries({}))
      return items.map(({ key, invoices, customers, grossMilli }) => ({
        key,
        invoices,
        customers,
        grossMilli,
      }))
    },
    truth: (orders, factor) => [
      { key: 'France', invoices: orders, customers: customers.length, grossMilli: grossOf(orders, factor) },
    ],
  },
  {
    projection: 'product-figures',
    async ask({ queryBus }) {
      const { items } = await queryBus.execute(listProducts({ sort: 'code' }))
      return items.map(({ code, name, grossMilli, stock }) => ({ code, name, grossMilli, stock }))
    },
    truth: (orders, factor) =>
      codes.map((code) => ({
        code,
        name: `CUP ${code}`,
        grossMilli: orders * price * factor,
        stock: opening - orders,
      })),
  },
  {
    projection: 'product-figures',
    async ask({ queryBus }) {
      const { items } = await queryBus.execute(searchProducts({ q: 'cup' }))
      const found = items.map(({ code, unitsSold, grossMilli }) => ({ code, unitsSold, grossMilli }))
      return found.toSorted((one, other) => (one.code < other.code ? -1 : 1)) // both are as good
    },
    truth: (orders, factor) =>
      codes.map((code) => ({ code, unitsSold: orders, grossMilli: orders * price * factor })),
  },
  {
    projection: 'customer-figures',
    async ask({ queryBus }) {
      const { items } = await queryBus.execute(listCustomers({ sort: 'id' }))
      return items.map(({ id, orders, grossMilli }) => ({ id, orders, grossMilli }))
    },
    truth: (orders, factor) =>
      customers.map((id, index) => {
        const theirs = Array.from({ length: orders }, (_, nr) => nr + 1).filter((nr) => buyer(nr) === index)
        return { id, orders: theirs.length, grossMilli: grossOf(theirs.length, factor) }
      }),
  },
  {
    projection: 'invoice-list',
    async ask({ queryBus }) {
      const { items } = await queryBus.execute(listInvoices({ limit: 2 }))
      return items.map(({ invoiceNo, grossMilli }) => ({ invoiceNo, grossMilli }))
    },
    truth: (orders, factor) =>
      [orders, orders - 1].map((nr) => ({ invoiceNo: invoiceNo(nr), grossMilli: grossOf(1, factor) })),
  },
  {
    projection: 'reservation-figures',
    ask: ({ queryBus }) => queryBus.execute(getReservations({})),
    truth: (orders, factor) => ({
      accepted: orders,
      rejected: 0,
      acceptedGrossMilli: grossOf(orders, factor),
    }),
  },
]
