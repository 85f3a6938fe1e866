import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

// What the demo's reports must say, computed straight from the file: all of it in memory, no code of the demo's.

/** One line of the file. Money is in thousandths of a pound. */
export interface RetailLine {
  readonly invoice: string
  readonly code: string
  readonly description: string
  readonly quantity: bigint
  /** `2010-12-01 08:26:00` */
  readonly time: string
  readonly price: bigint
  /** Empty when nobody is named. */
  readonly customer: string
  readonly country: string
}

/** Reads a file, plain or gzipped; `limit` lines of it, the header not counted. */
export function readRetail(path: string, limit: number = Number.POSITIVE_INFINITY): RetailLine[] {
  const bytes = readFileSync(path)
  return parseRetail((path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString(), limit)
}

/** Reads the text of a file. */
export function parseRetail(text: string, limit: number = Number.POSITIVE_INFINITY): RetailLine[] {
  const rows = text
    .split(/\r?\n/)
    .slice(1)
    .filter((row) => row !== '')
  return rows.slice(0, limit).map((row) => retailLine(fieldsOf(row)))
}

function retailLine(fields: readonly string[]): RetailLine {
  const [invoice = '', code = '', description = '', quantity = '', time = '', pounds = '', customer = ''] =
    fields
  const [whole = '', decimals = ''] = pounds.split('.')
  const price = BigInt(whole + decimals.slice(0, 3).padEnd(3, '0'))
  const country = fields[7] ?? ''
  return {
    invoice,
    code,
    description,
    quantity: BigInt(quantity),
    time,
    price,
    customer: customer.replace(/\.0$/, ''),
    country,
  }
}

/** Fields of one line: runs without commas, or anything between quotes. */
function fieldsOf(row: string): string[] {
  return [...`${row},`.matchAll(/(?:"((?:[^"]|"")*)"|([^,]*)),/g)].map((found) =>
    found[1] === undefined ? (found[2] ?? '') : found[1].replaceAll('""', '"'),
  )
}

const isSale = (line: RetailLine) => /^\d{6}$/.test(line.invoice)
const isCancellation = (line: RetailLine) => line.invoice.startsWith('C')
const isAdjustment = (line: RetailLine) => line.invoice.startsWith('A')
const isSold = (line: RetailLine) => isSale(line) && line.quantity > 0n && line.price > 0n
const isProduct = (code: string) => /^[0-9]{5}[A-Za-z]*$/.test(code)

const amount = (line: RetailLine) => line.quantity * line.price
const add = (values: readonly bigint[]) => Number(values.reduce((sum, value) => sum + value, 0n))
const distinct = (values: readonly string[]) => new Set(values.filter((value) => value !== '')).size
const invoicesIn = (lines: readonly RetailLine[]) => distinct(lines.map((line) => line.invoice))
const gross = (lines: readonly RetailLine[]) => add(lines.filter(isSold).map(amount))
const net = (lines: readonly RetailLine[]) => add(lines.map(amount))
const cancelled = (lines: readonly RetailLine[]) => add(lines.filter(isCancellation).map(amount))
const unitsSold = (lines: readonly RetailLine[]) => add(lines.filter(isSold).map((line) => line.quantity))

/** UTF-8 orders bytes as it orders code points. */
export const byCodePoint = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))

/** `GET /api/reports/totals`, of lines before a day when one is given. */
export function totals(all: readonly RetailLine[], asOf?: string) {
  const lines = asOf === undefined ? all : all.filter((line) => line.time < asOf)
  return {
    lines: lines.length,
    invoices: invoicesIn(lines),
    sales: invoicesIn(lines.filter(isSale)),
    cancellations: invoicesIn(lines.filter(isCancellation)),
    adjustments: invoicesIn(lines.filter(isAdjustment)),
    soldLines: lines.filter(isSold).length,
    customers: distinct(lines.map((line) => line.customer)),
    stockCodes: distinct(lines.map((line) => line.code)),
    grossMilli: gross(lines),
    cancelledMilli: cancelled(lines),
    netMilli: net(lines),
  }
}

/** `GET /api/reports/countries`, `months` or `hours`. */
export function groups(all: readonly RetailLine[], by: 'countries' | 'months' | 'hours') {
  const keyOf = {
    countries: (line: RetailLine) => line.country,
    months: (line: RetailLine) => line.time.slice(0, 7),
    hours: (line: RetailLine) => line.time.slice(11, 13),
  }[by]
  return grouped(all, keyOf).map(([key, lines]) => ({
    key,
    lines: lines.length,
    invoices: invoicesIn(lines),
    sales: invoicesIn(lines.filter(isSale)),
    cancellations: invoicesIn(lines.filter(isCancellation)),
    customers: distinct(lines.map((line) => line.customer)),
    unitsSold: unitsSold(lines),
    grossMilli: gross(lines),
    cancelledMilli: cancelled(lines),
    netMilli: net(lines),
  }))
}

/** `GET /api/products`, ascending by code. `stock` is that of a shop without reservations. */
export function products(all: readonly RetailLine[]) {
  return grouped(all, (line) => line.code)
    .filter(([code]) => isProduct(code))
    .map(([code, lines]) => {
      const netQuantity = add(lines.map((line) => line.quantity))
      return {
        code,
        name: nameOf(lines),
        unitsSold: unitsSold(lines),
        grossMilli: gross(lines),
        netMilli: net(lines),
        netQuantity,
        saleInvoices: invoicesIn(lines.filter(isSold)),
        stock: netQuantity === 0 ? 0 : -netQuantity,
      }
    })
}

function nameOf(lines: readonly RetailLine[]): string {
  const counted = grouped(lines.filter(isSold), (line) => line.description.trim()).filter(
    ([name]) => name !== '',
  )
  return counted.toSorted((a, b) => b[1].length - a[1].length)[0]?.[0] ?? ''
}

/** `GET /api/customers`, ascending by id. */
export function customers(all: readonly RetailLine[]) {
  return grouped(
    all.filter((line) => line.customer !== ''),
    (line) => line.customer,
  ).map(([id, lines]) => ({
    id,
    orders: invoicesIn(lines.filter(isSold)),
    cancellations: invoicesIn(lines.filter(isCancellation)),
    grossMilli: gross(lines),
    netMilli: net(lines),
  }))
}

/** `GET /api/orders/:invoiceNo`, of every invoice in the order of first lines. */
export function orders(all: readonly RetailLine[]) {
  return invoices(all).map(([invoiceNo, lines]) => ({
    invoiceNo,
    kind: lines.some(isSale) ? 'sale' : lines.some(isCancellation) ? 'cancellation' : 'adjustment',
    customerId: lines[0]?.customer || null,
    country: lines[0]?.country ?? '',
    lines: lines.map(({ code, description, quantity, price }) => {
      return { stockCode: code, description, quantity: Number(quantity), unitPriceMilli: Number(price) }
    }),
    grossMilli: gross(lines),
    netMilli: net(lines),
    version: 1,
  }))
}

/** `GET /api/reports/reservation`, when every product starts with `units`; and the invoices that were let through. */
export function reservation(all: readonly RetailLine[], units: number) {
  const stock = new Map<string, bigint>()
  const left = (code: string) => stock.get(code) ?? BigInt(units)
  const result = { accepted: 0, rejected: 0, acceptedGrossMilli: 0 }
  const refused = new Set<string>()
  for (const [invoiceNo, lines] of invoices(all)) {
    const gives = lines.some(isCancellation)
    const wanted = new Map<string, bigint>()
    for (const { code, quantity } of lines.filter((line) => isProduct(line.code))) {
      if (gives || quantity > 0n) wanted.set(code, (wanted.get(code) ?? 0n) + quantity)
    }
    if (gives) {
      for (const [code, quantity] of wanted) stock.set(code, left(code) - quantity)
    } else if (lines.some(isSold)) {
      if ([...wanted].every(([code, quantity]) => quantity <= left(code))) {
        for (const [code, quantity] of wanted) stock.set(code, left(code) - quantity)
        result.accepted += 1
        result.acceptedGrossMilli += gross(lines)
      } else {
        result.rejected += 1
        refused.add(invoiceNo)
      }
    }
  }
  return { ...result, refused }
}

/** The lines of each invoice, in the order of first lines. */
function invoices(all: readonly RetailLine[]): [string, RetailLine[]][] {
  const byInvoice = new Map<string, RetailLine[]>()
  for (const line of all) put(byInvoice, line.invoice, line)
  return [...byInvoice]
}

/** Groups, ascending by key. */
function grouped(
  lines: readonly RetailLine[],
  keyOf: (line: RetailLine) => string,
): [string, RetailLine[]][] {
  const groups = new Map<string, RetailLine[]>()
  for (const line of lines) put(groups, keyOf(line), line)
  return [...groups].toSorted(([a], [b]) => byCodePoint(a, b))
}

function put(groups: Map<string, RetailLine[]>, key: string, line: RetailLine): void {
  const group = groups.get(key)
  if (group === undefined) groups.set(key, [line])
  else group.push(line)
}
