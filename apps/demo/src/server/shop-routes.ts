import { commandRoute, queryRoute } from '@uno-ts/fastify-adapter'
import type { AnyProjection } from '@uno-ts/projections'
import { projectionId, type ProjectionId } from '@uno-ts/types'
import type { FastifyPluginAsync } from 'fastify'
import { bookAdjustment } from '../adjustments/book-adjustment.ts'
import { basketLines } from '../baskets/basket-lines.ts'
import { boughtTogether } from '../baskets/bought-together.ts'
import { productPath } from '../baskets/product-path.ts'
import { customerFigures } from '../customers/customer-figures.ts'
import { getCustomer } from '../customers/get-customer.ts'
import { listCustomers } from '../customers/list-customers.ts'
import { registerCustomer } from '../customers/register-customer.ts'
import { getHistory } from '../invoices/get-history.ts'
import { getInvoice } from '../invoices/get-invoice.ts'
import { invoiceList } from '../invoices/invoice-list.ts'
import { listInvoices } from '../invoices/list-invoices.ts'
import { cancelOrder } from '../orders/cancel-order.ts'
import { dispatchOrder } from '../orders/dispatch-order.ts'
import { placeOrder } from '../orders/place-order.ts'
import { getProduct } from '../products/get-product.ts'
import { listProduct } from '../products/list-product.ts'
import { listProducts } from '../products/list-products.ts'
import { productFigures } from '../products/product-figures.ts'
import { searchProducts } from '../products/search-products.ts'
import { suggestProducts } from '../products/suggest-products.ts'
import { similarProducts } from '../products/similar-products.ts'
import { getTotals } from '../reports/get-totals.ts'
import { listCountries, listHours, listMonths } from '../reports/list-groups.ts'
import { salesFigures } from '../reports/sales-figures.ts'
import { returnGoods } from '../returns/return-goods.ts'
import { getReservations } from '../stock/get-reservations.ts'
import { reservationFigures } from '../stock/reservation-figures.ts'
import { getProgress } from '../watch/get-progress.ts'

/** The projections whose rows make an answer: a caller that shows its command's token waits for them. */
function by(...projections: readonly AnyProjection[]): readonly ProjectionId[] {
  return projections.map(({ name }) => projectionId(name))
}

/** The shop over HTTP: every command and query, and where it is. */
export const shopRoutes: FastifyPluginAsync = async (app) => {
  const made = { status: 201 } as const
  const order = (invoiceNo: string) => `/api/orders/${encodeURIComponent(invoiceNo)}`

  const orders = ['orders']
  app.route(queryRoute(listInvoices, { url: '/orders', tags: orders, projections: by(invoiceList) }))
  app.route(queryRoute(getInvoice, { url: '/orders/:invoiceNo', tags: orders }))
  app.route(
    commandRoute(placeOrder, {
      ...made,
      url: '/orders',
      tags: orders,
      location: (it) => order(it.invoiceNo),
    }),
  )
  app.route(queryRoute(getHistory, { url: '/orders/:invoiceNo/history', tags: orders }))
  const seen = { ifMatch: 'expectedVersion', tags: orders } as const
  app.route(commandRoute(dispatchOrder, { ...seen, url: '/orders/:invoiceNo/dispatch' }))
  app.route(commandRoute(cancelOrder, { ...seen, url: '/orders/:invoiceNo/cancellation' }))
  app.route(
    commandRoute(returnGoods, {
      ...made,
      url: '/returns',
      tags: orders,
      location: (it) => order(it.invoiceNo),
    }),
  )
  app.route(
    commandRoute(bookAdjustment, {
      ...made,
      url: '/adjustments',
      tags: orders,
      location: (it) => order(it.invoiceNo),
    }),
  )

  const products = ['products']
  app.route(queryRoute(listProducts, { url: '/products', tags: products, projections: by(productFigures) }))
  app.route(
    queryRoute(getProduct, { url: '/products/:code', tags: products, projections: by(productFigures) }),
  )
  app.route(
    commandRoute(listProduct, {
      ...made,
      url: '/products',
      tags: products,
      location: ({ stockCode }) => `/api/products/${encodeURIComponent(stockCode)}`,
    }),
  )

  app.route(
    queryRoute(searchProducts, {
      url: '/search',
      tags: products,
      projections: by(productFigures),
      refusals: [501],
    }),
  )
  app.route(
    queryRoute(suggestProducts, {
      url: '/search/suggestions',
      tags: products,
      projections: by(productFigures),
    }),
  )

  app.route(
    queryRoute(boughtTogether, {
      url: '/products/:code/bought-together',
      tags: products,
      projections: by(basketLines, productFigures),
    }),
  )
  app.route(
    queryRoute(similarProducts, {
      url: '/products/:code/similar',
      tags: products,
      refusals: [501], // a server without pgvector
      projections: by(productFigures),
    }),
  )
  app.route(queryRoute(productPath, { url: '/graph/path', tags: products, projections: by(basketLines) }))

  const customers = ['customers']
  app.route(
    queryRoute(listCustomers, { url: '/customers', tags: customers, projections: by(customerFigures) }),
  )
  app.route(
    queryRoute(getCustomer, { url: '/customers/:id', tags: customers, projections: by(customerFigures) }),
  )
  app.route(
    commandRoute(registerCustomer, {
      ...made,
      url: '/customers',
      tags: customers,
      location: ({ customerId }) => `/api/customers/${customerId}`,
    }),
  )

  const reports = ['reports']
  app.route(
    queryRoute(getTotals, {
      url: '/reports/totals',
      tags: reports,
      projections: by(salesFigures, customerFigures, productFigures),
    }),
  )
  app.route(
    queryRoute(listCountries, { url: '/reports/countries', tags: reports, projections: by(salesFigures) }),
  )
  app.route(queryRoute(listMonths, { url: '/reports/months', tags: reports, projections: by(salesFigures) }))
  app.route(queryRoute(listHours, { url: '/reports/hours', tags: reports, projections: by(salesFigures) }))
  app.route(
    queryRoute(getReservations, {
      url: '/reports/reservation',
      tags: reports,
      projections: by(reservationFigures),
    }),
  )

  app.route(queryRoute(getProgress, { url: '/progress', tags: ['watch'], cacheControl: 'no-store' }))
}
