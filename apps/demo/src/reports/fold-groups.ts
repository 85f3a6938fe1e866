import type { RecordedEvent } from '@uno-ts/types'
import { bookedKind, type InvoiceEvent } from '../invoices/booked-invoice.ts'
import { amountOf, customerOf, isSold } from '../invoices/invoice.ts'

/** By what lines are put together: the country as written, the month (`2010-12`), the hour (`08`). */
export type Dimension = 'country' | 'month' | 'hour'

/** What the lines of one group come to. */
export interface GroupFigures {
  readonly dimension: Dimension
  readonly key: string
  lines: number
  /** Invoices with a line in the group; sales and cancellations likewise. */
  invoices: number
  sales: number
  cancellations: number
  unitsSold: number
  grossMilli: number
  cancelledMilli: number
  netMilli: number
  /** Who is on a line of the group. */
  readonly customers: Set<string>
}

/** Folds invoices into the figures of every group they touch. An invoice counts once in a group. */
export function foldGroups(events: readonly RecordedEvent<InvoiceEvent>[]): readonly GroupFigures[] {
  const groups: Groups = { country: new Map(), month: new Map(), hour: new Map() }
  const touched = new Set<GroupFigures>()
  for (const event of events) {
    const kind = bookedKind(event)
    const invoice = event.data
    touched.clear()
    for (const line of invoice.lines) {
      const amount = amountOf(line)
      const sold = isSold(kind, line)
      const customer = customerOf(line, invoice)
      const invoicedAt = line.invoicedAt ?? invoice.invoicedAt
      add(groupOf(groups, 'country', line.country ?? invoice.country))
      add(groupOf(groups, 'month', invoicedAt.slice(0, 7)))
      add(groupOf(groups, 'hour', invoicedAt.slice(11, 13)))

      function add(group: GroupFigures): void {
        touched.add(group)
        group.lines += 1
        group.netMilli += amount
        if (kind === 'cancellation') group.cancelledMilli += amount
        if (sold) {
          group.unitsSold += line.quantity
          group.grossMilli += amount
        }
        if (customer !== null) group.customers.add(customer)
      }
    }
    for (const group of touched) {
      group.invoices += 1
      if (kind === 'sale') group.sales += 1
      if (kind === 'cancellation') group.cancellations += 1
    }
  }
  return Object.values(groups).flatMap((byKey) => [...byKey.values()])
}

type Groups = Readonly<Record<Dimension, Map<string, GroupFigures>>>

function groupOf(groups: Groups, dimension: Dimension, key: string): GroupFigures {
  const known = groups[dimension].get(key)
  if (known !== undefined) return known
  const group: GroupFigures = { dimension, key, ...nothing(), customers: new Set() }
  groups[dimension].set(key, group)
  return group
}

function nothing() {
  return {
    lines: 0,
    invoices: 0,
    sales: 0,
    cancellations: 0,
    unitsSold: 0,
    grossMilli: 0,
    cancelledMilli: 0,
    netMilli: 0,
  }
}
