import { streamId, type StreamId } from '@uno-ts/types'
import type { InvoiceKind } from './invoice.ts'

const categories: Readonly<Record<InvoiceKind, string>> = {
  sale: 'order',
  cancellation: 'return',
  adjustment: 'adjustment',
}

/** Where the events of an invoice are. */
export function invoiceStream(kind: InvoiceKind, invoiceNo: string): StreamId {
  return streamId(categories[kind], invoiceNo)
}
