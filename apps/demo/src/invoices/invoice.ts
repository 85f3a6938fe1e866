/** What kind of invoice it is: goods sold, goods taken back, or a correction of the books. */
export type InvoiceKind = 'sale' | 'cancellation' | 'adjustment'

/** A customer's number, as text; `null` means that nobody wrote it down. */
export type CustomerId = string | null

/** What stands above the lines of an invoice. */
export interface InvoiceHead {
  readonly invoiceNo: string
  /** ISO 8601 to the second, in UTC: `2010-12-01T08:26:00Z`. */
  readonly invoicedAt: string
  /** As written; groups are made by it. */
  readonly country: string
  readonly customerId: CustomerId
}

/** One line. Its own time, country or customer is there only when it differs from the invoice's. */
export interface InvoiceLine {
  /** As written, case-sensitive. */
  readonly stockCode: string
  /** As written, outer spaces included; may be empty. */
  readonly description: string
  /** Whole units; negative for what comes back. */
  readonly quantity: number
  /** Thousandths of a pound. */
  readonly unitPriceMilli: number
  readonly invoicedAt?: string | undefined
  readonly country?: string | undefined
  readonly customerId?: CustomerId | undefined
}

/** An invoice as it is written down in an event. */
export interface Invoice extends InvoiceHead {
  readonly lines: readonly InvoiceLine[]
  /**
   * Set by a shop that reserves stock: only what its rule takes or gives back moves the stock. Otherwise every line
   * changes it by its quantity.
   */
  readonly stockRule?: 'reservation' | undefined
}

/** The largest amount of one invoice: two thousand of them still add up to a safe integer. */
export const largestAmountMilli = 4_000_000_000_000
/** The largest number of units on one line. */
export const largestQuantity = 1_000_000_000

/** Goods of the catalogue have five digits and perhaps letters; every other code is postage, a discount, a fee. */
export function isProductCode(stockCode: string): boolean {
  return /^[0-9]{5}[A-Za-z]*$/.test(stockCode)
}

/** Tells the kind from the number: six digits, or `C…`, or `A…`. `undefined` for anything else. */
export function kindOf(invoiceNo: string): InvoiceKind | undefined {
  if (/^[0-9]{6}$/.test(invoiceNo)) return 'sale'
  if (/^C[0-9A-Za-z]{1,20}$/.test(invoiceNo)) return 'cancellation'
  return /^A[0-9A-Za-z]{1,20}$/.test(invoiceNo) ? 'adjustment' : undefined
}

/** The exact amount of a line, in thousandths of a pound. */
export function amountOf(line: InvoiceLine): number {
  return line.quantity * line.unitPriceMilli
}

/** A sold line: something leaves, and it is paid for. Only sales have them. */
export function isSold(kind: InvoiceKind, line: InvoiceLine): boolean {
  return kind === 'sale' && line.quantity > 0 && line.unitPriceMilli > 0
}

/** Whether a sale sells anything. Many of its lines may be corrections of the stock. */
export function sellsSomething(invoice: Invoice): boolean {
  return invoice.lines.some((line) => isSold('sale', line))
}

/** The customer of a line: its own, else the invoice's. */
export function customerOf(line: InvoiceLine, invoice: InvoiceHead): CustomerId {
  return line.customerId === undefined ? invoice.customerId : line.customerId
}

/** What an invoice comes to. */
export function sumOf(
  kind: InvoiceKind,
  lines: readonly InvoiceLine[],
): { grossMilli: number; netMilli: number } {
  let grossMilli = 0
  let netMilli = 0
  for (const line of lines) {
    const amount = amountOf(line)
    netMilli += amount
    if (isSold(kind, line)) grossMilli += amount
  }
  return { grossMilli, netMilli }
}
