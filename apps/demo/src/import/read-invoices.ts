import type { Invoice, InvoiceKind, InvoiceLine } from '../invoices/invoice.ts'
import { CsvRecords, type CsvRecord } from './csv-records.ts'
import { columns, invoiceRecord, type InvoiceRecord } from './invoice-record.ts'
import { readLines } from './read-lines.ts'
import type { FileSurvey } from './survey-file.ts'

/** What the file holds, one after the other. */
export type FileEntry =
  | {
      readonly type: 'invoice'
      readonly kind: InvoiceKind
      readonly invoice: Invoice
      /** The number of its first line. */
      readonly firstLine: number
      /** How many lines of the file have been read by now. */
      readonly linesRead: number
    }
  | { readonly type: 'unreadable'; readonly line: number; readonly reason: string }

/**
 * Reads the file and yields its invoices, each when the file has no more of it, in the order of their first lines: an
 * invoice that others interrupt keeps them waiting. Lines that cannot be read are yielded where they stand.
 */
export async function* readInvoices(path: string, survey: FileSurvey): AsyncGenerator<FileEntry> {
  const open = new OpenInvoices(survey)
  const records = new CsvRecords({ columns: columns.length })
  for await (const lines of readLines(path)) {
    for (const line of lines) {
      for (const record of records.take(line)) {
        if (record.line === 1 || record.line > survey.lastLine) continue
        const unreadable = open.add(record)
        if (unreadable !== undefined) yield unreadable
      }
      yield* open.complete(records.settledLine)
    }
  }
  for (const record of records.end()) {
    const unreadable = open.add(record)
    if (unreadable !== undefined) yield unreadable
  }
  yield* open.complete(Number.POSITIVE_INFINITY)
}

/** An invoice whose lines are still coming in. */
interface OpenInvoice {
  readonly first: InvoiceRecord
  readonly firstLine: number
  readonly lines: InvoiceLine[]
  readonly lastLine: number
}

/** The invoices begun and not yet handed on, in the order of their first lines. */
class OpenInvoices {
  readonly #survey: FileSurvey
  readonly #open = new Map<string, OpenInvoice>()
  /** The line at which the oldest one ends. */
  #oldestEnds = Number.POSITIVE_INFINITY

  constructor(survey: FileSurvey) {
    this.#survey = survey
  }

  add(record: CsvRecord): FileEntry | undefined {
    if (record.fields === undefined) return { type: 'unreadable', line: record.line, reason: record.reason }
    const understood = invoiceRecord(record.fields)
    if (typeof understood === 'string') return { type: 'unreadable', line: record.line, reason: understood }
    let invoice = this.#open.get(understood.invoiceNo)
    if (invoice === undefined) {
      const lastLine = this.#survey.lastLineOf.get(understood.invoiceNo) ?? this.#survey.lastLine
      invoice = { first: understood, firstLine: record.line, lines: [], lastLine }
      if (this.#open.size === 0) this.#oldestEnds = lastLine
      this.#open.set(understood.invoiceNo, invoice)
    }
    invoice.lines.push(lineOf(understood, invoice.first))
    return undefined
  }

  *complete(line: number): Generator<FileEntry> {
    while (this.#oldestEnds <= line) {
      const [oldest] = this.#open.values()
      if (oldest === undefined) break
      this.#open.delete(oldest.first.invoiceNo)
      const { first, firstLine } = oldest
      yield { type: 'invoice', kind: first.kind, invoice: invoiceOf(oldest), firstLine, linesRead: line }
      const [next] = this.#open.values()
      this.#oldestEnds = next?.lastLine ?? Number.POSITIVE_INFINITY
    }
  }
}

function invoiceOf({ first, lines }: OpenInvoice): Invoice {
  const { invoiceNo, invoicedAt, country, customerId } = first
  return { invoiceNo, invoicedAt, country, customerId, lines }
}

/** A line says only what the invoice's first line has not said. */
function lineOf(record: InvoiceRecord, first: InvoiceRecord): InvoiceLine {
  const { stockCode, description, quantity, unitPriceMilli, invoicedAt, country, customerId } = record
  const line = { stockCode, description, quantity, unitPriceMilli }
  if (invoicedAt === first.invoicedAt && country === first.country && customerId === first.customerId)
    return line
  return {
    ...line,
    ...(invoicedAt !== first.invoicedAt && { invoicedAt }),
    ...(country !== first.country && { country }),
    ...(customerId !== first.customerId && { customerId }),
  }
}
