import { defineCommand, readOptionsOf, unitOfWorkOf } from '@uno-ts/cqrs-core'
import { ConcurrencyError, type CommandHandler, type MessageContext } from '@uno-ts/types'
import type { Pool } from 'pg'
import { booked, invoiceSchema } from '../invoices/invoice-schema.ts'
import { sellsSomething, type Invoice } from '../invoices/invoice.ts'
import type { InvoiceReferences } from '../invoices/invoice-references.ts'
import { findShortages } from '../stock/find-shortages.ts'
import { unitsTaken } from '../stock/reservation-rule.ts'
import { insufficientStock } from '../stock/shortage.ts'
import type { StockKeeper } from '../stock/stock-keeper.ts'
import { takeStock } from '../stock/take-stock.ts'
import type { Orders } from './order.ts'

export const placeOrder = defineCommand({
  type: 'PlaceOrder',
  summary: 'Places an order: a sale with its lines.',
  data: invoiceSchema('sale', 'expected the number of a sale: six digits'),
  result: booked,
  example: {
    invoiceNo: '900001',
    invoicedAt: '2011-12-10T09:30:00Z',
    country: 'United Kingdom',
    customerId: null,
    lines: [{ stockCode: '10001', quantity: 12, unitPriceMilli: 2_950 }],
  },
  rules: {
    ORDER_ALREADY_PLACED: 'An order with this number was placed before.',
    INSUFFICIENT_STOCK: 'A product is asked for in more units than there are; nothing was taken.',
  },
})

export interface PlaceOrderDependencies {
  readonly orders: Orders
  readonly references: InvoiceReferences
  readonly stockKeeper: StockKeeper
  readonly pool: Pool
}

export function placeOrderHandler(shop: PlaceOrderDependencies): CommandHandler<typeof placeOrder> {
  return async (sale, context) => {
    await shop.references.check('PlaceOrder', sale, readOptionsOf(context))
    const opening = await shop.stockKeeper.openingUnits(context)
    const { streamVersion, globalPosition } =
      opening === undefined
        ? await shop.orders.transact(sale.invoiceNo, { type: 'PlaceOrder', data: sale }, context)
        : await placeFromStock(shop, { ...sale, stockRule: 'reservation' }, { ...context, opening })
    return { invoiceNo: sale.invoiceNo, version: streamVersion, globalPosition }
  }
}

/**
 * Takes the units and records the order in one transaction. Where units are missing nothing is taken; then the refusal
 * is recorded, so that the same order gets the same answer for ever.
 */
async function placeFromStock(
  { orders, pool }: PlaceOrderDependencies,
  sale: Invoice,
  context: MessageContext & { readonly opening: number },
) {
  const command = { type: 'PlaceOrder', data: sale } as const
  if (!sellsSomething(sale)) return orders.transact(sale.invoiceNo, command, context)

  const { opening, metadata, signal } = context
  const wanted = { units: unitsTaken(sale), opening }
  const unitOfWork = unitOfWorkOf(context)
  const shortages = await findShortages(unitOfWork.openedTransaction?.connection ?? pool, wanted)
  if (shortages.length > 0) {
    await unitOfWork.rollback() // first: what is thrown would undo the record of it
    const refusal = { invoiceNo: sale.invoiceNo, invoicedAt: sale.invoicedAt, shortages }
    await orders.transact(sale.invoiceNo, { type: 'RefuseOrder', data: refusal }, { metadata, signal })
    throw insufficientStock(shortages)
  }

  const placed = await orders.transact(sale.invoiceNo, command, context)
  if (!(await takeStock(await unitOfWork.transaction(), wanted))) {
    throw new ConcurrencyError({ subject: 'the stock' }) // rolled back; the bus runs the whole handler again
  }
  return placed
}
