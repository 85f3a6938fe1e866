import type { AdjustmentEvent } from '../adjustments/adjustment.ts'
import type { OrderEvent } from '../orders/order.ts'
import type { ReturnEvent } from '../returns/goods-return.ts'
import type { Event, RecordedEvent } from '@uno-ts/types'
import type { Invoice, InvoiceKind } from './invoice.ts'

/** The events that book an invoice; each holds all of it. */
export type InvoiceEvent = Extract<OrderEvent, Event<'OrderPlaced', Invoice>> | ReturnEvent | AdjustmentEvent

export const invoiceEventTypes: readonly InvoiceEvent['type'][] = [
  'OrderPlaced',
  'GoodsReturned',
  'AdjustmentBooked',
]

const kinds: Readonly<Record<InvoiceEvent['type'], InvoiceKind>> = {
  OrderPlaced: 'sale',
  GoodsReturned: 'cancellation',
  AdjustmentBooked: 'adjustment',
}

/** The kind of invoice an event books. */
export function bookedKind(event: InvoiceEvent | RecordedEvent<InvoiceEvent>): InvoiceKind {
  return kinds[event.type]
}
