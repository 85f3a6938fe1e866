import { isProductCode, sellsSomething, type Invoice, type InvoiceKind } from '../invoices/invoice.ts'

/** Units by stock code. */
export type Units = ReadonlyMap<string, number>

/**
 * What a sale takes from the stock: the positive quantities of its products. A sale that sells nothing takes nothing,
 * and service codes have no stock.
 */
export function unitsTaken(sale: Invoice): Units {
  const units = new Map<string, number>()
  if (!sellsSomething(sale)) return units
  for (const { stockCode, quantity } of sale.lines) {
    if (quantity > 0 && isProductCode(stockCode)) units.set(stockCode, (units.get(stockCode) ?? 0) + quantity)
  }
  return units
}

/** What a cancellation gives back: all quantities of its products, unchecked. */
export function unitsGivenBack(cancellation: Invoice): Units {
  const units = new Map<string, number>()
  for (const { stockCode, quantity } of cancellation.lines) {
    if (isProductCode(stockCode)) units.set(stockCode, (units.get(stockCode) ?? 0) - quantity)
  }
  return units
}

/**
 * How an invoice moves the stock, by stock code. Where stock is reserved, the rule above says it; otherwise each line
 * of every kind of invoice changes it by its quantity.
 */
export function stockChanges(kind: InvoiceKind, invoice: Invoice): Units {
  const changes = new Map<string, number>()
  if (invoice.stockRule === 'reservation') {
    if (kind === 'sale') for (const [code, units] of unitsTaken(invoice)) changes.set(code, -units)
    return kind === 'cancellation' ? unitsGivenBack(invoice) : changes
  }
  for (const { stockCode, quantity } of invoice.lines) {
    changes.set(stockCode, (changes.get(stockCode) ?? 0) - quantity)
  }
  return changes
}
