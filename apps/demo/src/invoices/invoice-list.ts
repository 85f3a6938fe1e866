import { defineFold, type Fold } from '@uno-ts/projections'
import { bookedKind, invoiceEventTypes, type InvoiceEvent } from './booked-invoice.ts'
import { sumOf, type InvoiceKind } from './invoice.ts'

/** An invoice in the list. */
export interface InvoiceRow {
  readonly kind: InvoiceKind
  readonly customerId: string | null
  readonly country: string
  readonly invoicedAt: string
  readonly lineCount: bigint
  readonly grossMilli: bigint
  readonly netMilli: bigint
}

/** Keeps the list of invoices, each with its place among all. */
export const invoiceList: Fold<InvoiceEvent, InvoiceRow> = defineFold({
  name: 'invoice-list',
  version: 1,
  table: {
    name: 'uno.invoices',
    key: { column: 'invoiceNo', type: 'text' },
    columns: {
      kind: 'text',
      customerId: 'text null',
      country: 'text',
      invoicedAt: 'text',
      lineCount: 'bigint',
      grossMilli: 'bigint',
      netMilli: 'bigint',
    },
    positionColumn: 'bookedAs',
  },
  eventTypes: invoiceEventTypes,
  key: ({ data }) => data.invoiceNo,
  evolve(row, event) {
    if (row !== undefined) return row
    const kind = bookedKind(event)
    const { customerId, country, invoicedAt, lines } = event.data
    const { grossMilli, netMilli } = sumOf(kind, lines)
    return {
      kind,
      customerId,
      country,
      invoicedAt,
      lineCount: BigInt(lines.length),
      grossMilli: BigInt(grossMilli),
      netMilli: BigInt(netMilli),
    }
  },
})
