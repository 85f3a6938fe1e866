import type { RecordedEvent } from '@uno-ts/types'
import { bookedKind, type InvoiceEvent } from '../invoices/booked-invoice.ts'
import { dayOf } from '../invoices/day-of.ts'
import { amountOf, customerOf, isSold } from '../invoices/invoice.ts'

/** What invoices change about one customer. */
export interface CustomerChange {
  readonly id: string
  /** Sales with a sold line of theirs. */
  orders: number
  cancellations: number
  grossMilli: number
  netMilli: number
  /** The day of their earliest line. */
  firstDay: string
}

/** Folds invoices into what they change about each customer on them. */
export function foldCustomers(events: readonly RecordedEvent<InvoiceEvent>[]): readonly CustomerChange[] {
  const customers = new Map<string, CustomerChange>()
  const counted = new Set<CustomerChange>()
  for (const event of events) {
    const kind = bookedKind(event)
    const invoice = event.data
    counted.clear()
    for (const line of invoice.lines) {
      const id = customerOf(line, invoice)
      if (id === null) continue
      const day = dayOf(line.invoicedAt ?? invoice.invoicedAt)
      const customer = changeOf(customers, id, day)
      if (day < customer.firstDay) customer.firstDay = day
      const amount = amountOf(line)
      const sold = isSold(kind, line)
      customer.netMilli += amount
      if (sold) customer.grossMilli += amount
      if (sold || kind === 'cancellation') counted.add(customer)
    }
    for (const customer of counted) {
      if (kind === 'sale') customer.orders += 1
      else customer.cancellations += 1
    }
  }
  return [...customers.values()]
}

function changeOf(customers: Map<string, CustomerChange>, id: string, firstDay: string): CustomerChange {
  const known = customers.get(id)
  if (known !== undefined) return known
  const customer = { id, orders: 0, cancellations: 0, grossMilli: 0, netMilli: 0, firstDay }
  customers.set(id, customer)
  return customer
}
