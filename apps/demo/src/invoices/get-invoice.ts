import { defineQuery } from '@uno-ts/cqrs-core'
import { NotFoundError, type EventStore, type QueryHandler } from '@uno-ts/types'
import { z } from 'zod'
import { bookedKind, type InvoiceEvent } from './booked-invoice.ts'
import { invoiceRow } from './invoices.ts'
import { text } from './invoice-schema.ts'
import { invoiceStream } from './invoice-stream.ts'
import { kindOf, sumOf } from './invoice.ts'
import { shownLine } from './shown-line.ts'

export const getInvoice = defineQuery({
  type: 'GetInvoice',
  summary: 'One sale, cancellation or adjustment with its lines, folded from its events.',
  data: z.strictObject({ invoiceNo: text(64) }),
  result: z.object({
    ...invoiceRow.omit({ lineCount: true }).shape,
    lines: z.array(shownLine),
    /** The version of its stream. */
    version: z.int(),
  }),
  example: { invoiceNo: '100001' },
})

export function getInvoiceHandler({
  eventStore,
}: {
  readonly eventStore: EventStore
}): QueryHandler<typeof getInvoice> {
  return async ({ invoiceNo }, { signal }) => {
    const kind = kindOf(invoiceNo)
    if (kind === undefined) throw new NotFoundError('order')
    const stream = await eventStore.load<InvoiceEvent>(invoiceStream(kind, invoiceNo), { signal })
    const booked = stream.events.find((event) => bookedKind(event) === kind)
    if (booked === undefined) throw new NotFoundError('order') // none, or one that was refused
    const { invoicedAt, country, customerId, lines } = booked.data
    return {
      invoiceNo,
      kind,
      invoicedAt,
      country,
      customerId,
      lines: lines.map((line) => shownLine.parse(line)),
      ...sumOf(kind, lines),
      version: stream.streamVersion,
    }
  }
}
