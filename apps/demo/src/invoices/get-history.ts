import { defineQuery } from '@uno-ts/cqrs-core'
import { NotFoundError, type EventStore, type QueryHandler, type RecordedEvent } from '@uno-ts/types'
import { z } from 'zod'
import { order, type Order, type OrderEvent } from '../orders/order.ts'
import type { ReturnEvent } from '../returns/goods-return.ts'
import type { AdjustmentEvent } from '../adjustments/adjustment.ts'
import { invoiceStream } from './invoice-stream.ts'
import { text } from './invoice-schema.ts'
import { kindOf, sumOf, type Invoice, type InvoiceKind } from './invoice.ts'
import { shownLine } from './shown-line.ts'

const pastEvent = z.object({
  /** The version of the stream it made. */
  version: z.int(),
  type: z.string(),
  /** When it was written down: ISO 8601, in UTC. */
  recordedAt: z.string(),
  /** Its place among all events: a decimal number. */
  globalPosition: z.string(),
})

/** An invoice as it stood at a version. */
const stateThen = z.object({
  version: z.int(),
  status: z.enum(['placed', 'dispatched', 'cancelled', 'refused', 'returned', 'booked']),
  invoicedAt: z.string(),
  country: z.string().nullable(),
  customerId: z.string().nullable(),
  lines: z.array(shownLine),
  netMilli: z.int(),
  shortages: z.array(z.object({ stockCode: z.string(), requested: z.int(), available: z.int() })),
})

export const getHistory = defineQuery({
  type: 'GetHistory',
  summary: 'What happened to an order, event by event, and how it stood at a version.',
  data: z.strictObject({
    invoiceNo: text(64),
    /** The version whose state is wanted; the last one when it is not given. */
    version: z.coerce.number<string | number>().int().min(1).optional(),
  }),
  result: z.object({
    invoiceNo: z.string(),
    kind: z.enum(['sale', 'cancellation', 'adjustment']),
    /** The version it is at now. */
    streamVersion: z.int(),
    events: z.array(pastEvent),
    state: stateThen,
  }),
  example: { invoiceNo: '100001', version: 1 },
})

type InvoiceHistory = readonly RecordedEvent<OrderEvent | ReturnEvent | AdjustmentEvent>[]

export function getHistoryHandler({
  eventStore,
}: {
  readonly eventStore: EventStore
}): QueryHandler<typeof getHistory> {
  return async ({ invoiceNo, version }, { signal }) => {
    const kind = kindOf(invoiceNo)
    if (kind === undefined) throw new NotFoundError('order')
    const stream = await eventStore.load<OrderEvent | ReturnEvent | AdjustmentEvent>(
      invoiceStream(kind, invoiceNo),
      { signal },
    )
    const { events, streamVersion } = stream
    if (events.length === 0) throw new NotFoundError('order')
    const wanted = version ?? streamVersion
    if (wanted > streamVersion) throw new NotFoundError('version of the order')
    const state = stateOf(
      kind,
      events.filter((event) => event.streamVersion <= wanted),
    )
    return {
      invoiceNo,
      kind,
      streamVersion,
      events: events.map((event) => ({
        version: event.streamVersion,
        type: event.type,
        recordedAt: new Date(event.recordedAt).toISOString(),
        globalPosition: String(event.globalPosition),
      })),
      state: { version: wanted, ...state },
    }
  }
}

type StateThen = Omit<z.input<typeof stateThen>, 'version'>

function stateOf(kind: InvoiceKind, events: InvoiceHistory): StateThen {
  let sale: Order = order.initialState()
  for (const event of events) {
    if (event.type === 'GoodsReturned') return shown(kind, { status: 'returned', invoice: event.data })
    if (event.type === 'AdjustmentBooked') return shown(kind, { status: 'booked', invoice: event.data })
    sale = order.evolve(sale, event)
  }
  switch (sale.status) {
    case 'absent':
      throw new NotFoundError('order')
    case 'refused': {
      const { invoicedAt, shortages } = sale.refusal
      const nothing = { country: null, customerId: null, lines: [], netMilli: 0 }
      return { status: 'refused', invoicedAt, ...nothing, shortages: [...shortages] }
    }
    case 'placed':
    case 'dispatched':
    case 'cancelled':
      return shown(kind, { status: sale.status, invoice: sale.sale })
  }
}

function shown(
  kind: InvoiceKind,
  { status, invoice }: { readonly status: StateThen['status']; readonly invoice: Invoice },
): StateThen {
  const { invoicedAt, country, customerId } = invoice
  const lines = invoice.lines.map((line) => shownLine.parse(line))
  const { netMilli } = sumOf(kind, invoice.lines)
  return { status, invoicedAt, country, customerId, lines, netMilli, shortages: [] }
}
