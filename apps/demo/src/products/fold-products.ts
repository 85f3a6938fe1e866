import type { RecordedEvent } from '@uno-ts/types'
import { bookedKind, type InvoiceEvent } from '../invoices/booked-invoice.ts'
import { dayOf } from '../invoices/day-of.ts'
import { amountOf, isSold } from '../invoices/invoice.ts'
import { stockChanges } from '../stock/reservation-rule.ts'

/** What invoices change about one stock code. */
export interface ProductChange {
  readonly code: string
  unitsSold: number
  grossMilli: number
  netMilli: number
  netQuantity: number
  saleInvoices: number
  stockChange: number
  /** The day of its earliest line. */
  firstDay: string
}

/** How often a product was sold under a description. */
export interface DescriptionCount {
  readonly code: string
  readonly description: string
  soldLines: number
}

export interface ProductChanges {
  readonly products: readonly ProductChange[]
  readonly descriptions: readonly DescriptionCount[]
}

/** Folds invoices into what they change about each stock code on them. */
export function foldProducts(events: readonly RecordedEvent<InvoiceEvent>[]): ProductChanges {
  const products = new Map<string, ProductChange>()
  const descriptions = new Map<string, DescriptionCount>()
  const soldHere = new Set<ProductChange>()
  for (const event of events) {
    const kind = bookedKind(event)
    const invoice = event.data
    soldHere.clear()
    for (const line of invoice.lines) {
      const { stockCode, quantity } = line
      const amount = amountOf(line)
      const day = dayOf(line.invoicedAt ?? invoice.invoicedAt)
      const product = productOf(products, stockCode, day)
      if (day < product.firstDay) product.firstDay = day
      product.netMilli += amount
      product.netQuantity += quantity
      if (!isSold(kind, line)) continue
      product.unitsSold += quantity
      product.grossMilli += amount
      soldHere.add(product)
      count(descriptions, stockCode, line.description.trim())
    }
    for (const product of soldHere) product.saleInvoices += 1
    for (const [code, units] of stockChanges(kind, invoice)) {
      const product = products.get(code)
      if (product !== undefined) product.stockChange += units
    }
  }
  return { products: [...products.values()], descriptions: [...descriptions.values()] }
}

function productOf(products: Map<string, ProductChange>, code: string, firstDay: string): ProductChange {
  const known = products.get(code)
  if (known !== undefined) return known
  const product: ProductChange = {
    code,
    unitsSold: 0,
    grossMilli: 0,
    netMilli: 0,
    netQuantity: 0,
    saleInvoices: 0,
    stockChange: 0,
    firstDay,
  }
  products.set(code, product)
  return product
}

function count(descriptions: Map<string, DescriptionCount>, code: string, description: string): void {
  if (description === '') return
  const key = `${code}\n${description}`
  const known = descriptions.get(key)
  if (known === undefined) descriptions.set(key, { code, description, soldLines: 1 })
  else known.soldLines += 1
}
