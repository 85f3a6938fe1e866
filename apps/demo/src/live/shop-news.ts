import type { ChangeMessage } from '@uno-ts/fastify-adapter'
import type { RecordedEvent } from '@uno-ts/types'
import { amountOf, type Invoice } from '../invoices/invoice.ts'

/** What a page shows of an event: the head of an invoice and its sum, not its lines. */
export function shopNews({ type, streamVersion, recordedAt, data }: RecordedEvent): ChangeMessage {
  const { lines = [], invoiceNo, invoicedAt, country, customerId } = data as Partial<Invoice> // those of these streams
  const netMilli = lines.reduce((sum, line) => sum + amountOf(line), 0)
  return {
    event: type,
    data: {
      invoiceNo,
      version: streamVersion,
      invoicedAt,
      country,
      customerId,
      lines: lines.length,
      netMilli,
      recordedAt,
    },
  }
}
