import type { Command, CommandDefinition } from '@uno-ts/types'
import { bookAdjustment } from '../adjustments/book-adjustment.ts'
import { placeOrder } from '../orders/place-order.ts'
import { returnGoods } from '../returns/return-goods.ts'
import type { Invoice, InvoiceKind } from '../invoices/invoice.ts'

const definitions = { sale: placeOrder, cancellation: returnGoods, adjustment: bookAdjustment } as const

/** The command that books an invoice of the file. */
export function invoiceCommand(kind: InvoiceKind, invoice: Invoice): Command<CommandDefinition> {
  const { invoiceNo, invoicedAt, country, customerId, lines } = invoice
  return definitions[kind]({ invoiceNo, invoicedAt, country, customerId, lines: [...lines] })
}
