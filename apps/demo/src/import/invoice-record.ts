import { isInstant } from '../invoices/invoice-schema.ts'
import {
  kindOf,
  largestAmountMilli,
  largestQuantity,
  type CustomerId,
  type InvoiceKind,
} from '../invoices/invoice.ts'
import { poundsToMilli } from './pounds-to-milli.ts'

/** The columns of the file, as its first line names them. */
export const columns: readonly string[] = [
  'InvoiceNo',
  'StockCode',
  'Description',
  'Quantity',
  'InvoiceDate',
  'UnitPrice',
  'CustomerID',
  'Country',
]

/** One line of the file, understood. */
export interface InvoiceRecord {
  readonly invoiceNo: string
  readonly kind: InvoiceKind
  readonly stockCode: string
  readonly description: string
  readonly quantity: number
  readonly invoicedAt: string
  readonly unitPriceMilli: number
  readonly customerId: CustomerId
  readonly country: string
}

/** Understands the fields of one line, or says in words what is wrong with them. Values are never repeated in the words. */
export function invoiceRecord(fields: readonly string[]): InvoiceRecord | string {
  const [invoiceNo = '', stockCode = '', description = '', units = '', date = '', price = '', customer = ''] =
    fields
  const country = fields[7] ?? ''
  const kind = kindOf(invoiceNo)
  if (kind === undefined) return 'InvoiceNo: expected six digits, or C or A and digits'
  if (!isText(stockCode, 64) || stockCode === '') return 'StockCode: expected 1 to 64 characters'
  if (!isText(description, 2_000)) return 'Description: expected at most 2,000 characters'
  const quantity = wholeNumber(units)
  if (quantity === undefined) return `Quantity: expected a whole number of at most ${largestQuantity}`
  const invoicedAt = instantOf(date)
  if (invoicedAt === undefined) return 'InvoiceDate: expected YYYY-MM-DD HH:MM:SS'
  const unitPriceMilli = poundsToMilli(price)
  if (unitPriceMilli === undefined) return 'UnitPrice: expected pounds with at most three decimals'
  if (Math.abs(quantity * unitPriceMilli) > largestAmountMilli) {
    return `Quantity × UnitPrice: expected at most ${largestAmountMilli} thousandths of a pound`
  }
  const customerId = customerOf(customer)
  if (customerId === undefined) return 'CustomerID: expected digits, or digits and .0, or nothing'
  if (!isText(country, 100) || country === '') return 'Country: expected 1 to 100 characters'
  return {
    invoiceNo,
    kind,
    stockCode,
    description,
    quantity,
    invoicedAt,
    unitPriceMilli,
    customerId,
    country,
  }
}

function isText(text: string, most: number): boolean {
  return text.length <= most && !text.includes('\0')
}

function wholeNumber(text: string): number | undefined {
  if (!/^-?[0-9]{1,15}$/.test(text)) return undefined
  const number = Number(text)
  return Math.abs(number) <= largestQuantity ? number + 0 : undefined
}

/** Lines of one invoice carry the same time: it is checked once for all of them. */
let lastDate = ''
let lastInstant: string | undefined

function instantOf(date: string): string | undefined {
  if (date !== lastDate) {
    lastInstant = understood(date)
    lastDate = date
  }
  return lastInstant
}

function understood(date: string): string | undefined {
  if (date.length !== 19 || date[10] !== ' ') return undefined
  const instant = `${date.slice(0, 10)}T${date.slice(11)}Z`
  return isInstant(instant) ? instant : undefined
}

/** `17850.0` is customer 17850; nothing is nobody. */
function customerOf(text: string): CustomerId | undefined {
  if (text === '') return null
  const id = text.endsWith('.0') ? text.slice(0, -2) : text
  return /^[0-9]{1,20}$/.test(id) ? id : undefined
}
