import type { RecordedEvent } from '@uno-ts/types'
import { bookedKind, type InvoiceEvent } from '../invoices/booked-invoice.ts'
import { dayOf } from '../invoices/day-of.ts'
import { amountOf, isSold } from '../invoices/invoice.ts'

/** What happened on one day. A line belongs to its own day, an invoice to the day of its earliest line. */
export interface DayFigures {
  readonly day: string
  lines: number
  soldLines: number
  invoices: number
  sales: number
  cancellations: number
  adjustments: number
  grossMilli: number
  cancelledMilli: number
  netMilli: number
}

/** Folds invoices into the figures of the days they touch. */
export function foldDays(events: readonly RecordedEvent<InvoiceEvent>[]): readonly DayFigures[] {
  const days = new Map<string, DayFigures>()
  for (const event of events) {
    const kind = bookedKind(event)
    const invoice = event.data
    let earliest = '9999-99-99'
    for (const line of invoice.lines) {
      const day = dayOf(line.invoicedAt ?? invoice.invoicedAt)
      if (day < earliest) earliest = day
      const figures = figuresOf(days, day)
      const amount = amountOf(line)
      figures.lines += 1
      figures.netMilli += amount
      if (kind === 'cancellation') figures.cancelledMilli += amount
      if (isSold(kind, line)) {
        figures.soldLines += 1
        figures.grossMilli += amount
      }
    }
    const figures = figuresOf(days, earliest)
    figures.invoices += 1
    if (kind === 'sale') figures.sales += 1
    if (kind === 'cancellation') figures.cancellations += 1
    if (kind === 'adjustment') figures.adjustments += 1
  }
  return [...days.values()]
}

function figuresOf(days: Map<string, DayFigures>, day: string): DayFigures {
  const known = days.get(day)
  if (known !== undefined) return known
  const figures = { day, ...nothing() }
  days.set(day, figures)
  return figures
}

function nothing() {
  return {
    lines: 0,
    soldLines: 0,
    invoices: 0,
    sales: 0,
    cancellations: 0,
    adjustments: 0,
    grossMilli: 0,
    cancelledMilli: 0,
    netMilli: 0,
  }
}
