import { defineFold, type Fold } from '@uno-ts/projections'
import { bookedKind, invoiceEventTypes, type InvoiceEvent } from '../invoices/booked-invoice.ts'
import { dayOf } from '../invoices/day-of.ts'
import { amountOf, customerOf, isSold, type Invoice, type InvoiceKind } from '../invoices/invoice.ts'
import type { CustomerEvent } from './customer.ts'

/** The figures of a customer. */
export interface CustomerRow {
  /** Sales with a sold line of theirs. */
  readonly orders: bigint
  readonly cancellations: bigint
  readonly grossMilli: bigint
  readonly netMilli: bigint
  /** The day of their earliest line. */
  readonly firstDay: string | null
}

/** Keeps the figures of every customer. Registering makes the row, invoices change it. */
export const customerFigures: Fold<CustomerEvent | InvoiceEvent, CustomerRow> = defineFold({
  name: 'customer-figures',
  version: 1,
  table: {
    name: 'uno.customers',
    key: { column: 'id', type: 'text' },
    columns: {
      orders: 'bigint',
      cancellations: 'bigint',
      grossMilli: 'bigint',
      netMilli: 'bigint',
      firstDay: 'text null',
    },
  },
  eventTypes: ['CustomerRegistered', ...invoiceEventTypes],
  key: (event) => (event.type === 'CustomerRegistered' ? event.data.customerId : customersOn(event.data)),
  evolve(row, event, customerId) {
    if (event.type === 'CustomerRegistered') {
      return row ?? { orders: 0n, cancellations: 0n, grossMilli: 0n, netMilli: 0n, firstDay: null }
    }
    return row === undefined ? null : withInvoice(row, event.data, { kind: bookedKind(event), customerId })
  },
})

function customersOn(invoice: Invoice): readonly string[] {
  const customers = new Set(invoice.lines.map((line) => customerOf(line, invoice)))
  return [...customers].filter((id) => id !== null)
}

function withInvoice(
  row: CustomerRow,
  invoice: Invoice,
  { kind, customerId }: { readonly kind: InvoiceKind; readonly customerId: string },
): CustomerRow {
  let { firstDay } = row
  let gross = 0
  let net = 0
  let sells = false
  for (const line of invoice.lines) {
    if (customerOf(line, invoice) !== customerId) continue
    const day = dayOf(line.invoicedAt ?? invoice.invoicedAt)
    if (firstDay === null || day < firstDay) firstDay = day
    const amount = amountOf(line)
    net += amount
    if (!isSold(kind, line)) continue
    gross += amount
    sells = true
  }
  return {
    orders: row.orders + (sells ? 1n : 0n),
    cancellations: row.cancellations + (kind === 'cancellation' ? 1n : 0n),
    grossMilli: row.grossMilli + BigInt(gross),
    netMilli: row.netMilli + BigInt(net),
    firstDay,
  }
}
