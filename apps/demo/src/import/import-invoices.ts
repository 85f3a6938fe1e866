import {
  isUnoError,
  type RuleViolation,
  type Command,
  type CommandBus,
  type CommandDefinition,
} from '@uno-ts/types'
import { registerCustomer } from '../customers/register-customer.ts'
import { customerOf } from '../invoices/invoice.ts'
import { listProduct } from '../products/list-product.ts'
import { CommandWindow } from './command-window.ts'
import type { ImportTally } from './import-tally.ts'
import { invoiceCommand } from './invoice-command.ts'
import { readInvoices, type FileEntry } from './read-invoices.ts'
import type { FileSurvey } from './survey-file.ts'

export interface ImportInvoicesOptions {
  readonly survey: FileSurvey
  readonly commandBus: CommandBus
  /** How many commands are under way at once. */
  readonly window: number
  /** Whether orders reserve stock: then those that share a product keep their order. */
  readonly reservesStock: boolean
  /** Counted up as the import goes. */
  readonly tally: ImportTally
  /** Told of every line that is left out. */
  readonly onUnreadable: (line: number, reason: string) => void
  /** Told how far into the file the import is. */
  readonly onProgress: (linesRead: number) => void
  /** Aborted when no further invoice is to be begun; those under way are finished. */
  readonly stop: AbortSignal
}

type FileInvoice = Extract<FileEntry, { type: 'invoice' }>

/**
 * Sends every invoice of the file as a command, in the order of their first lines. Customers and products come to life
 * by commands of their own, before the first invoice that names them. What is there already is counted and left alone,
 * so a second run finishes what a first one began.
 *
 * @throws the first error that is no refusal: what was sent before it stays
 */
export async function importInvoices(path: string, options: ImportInvoicesOptions): Promise<void> {
  await new InvoiceImport(options).run(path)
}

/** The rules that say that a command had its effect in an earlier run. */
const alreadyThere: ReadonlySet<string> = new Set([
  'ORDER_ALREADY_PLACED',
  'GOODS_ALREADY_RETURNED',
  'ADJUSTMENT_ALREADY_BOOKED',
  'PRODUCT_ALREADY_LISTED',
  'CUSTOMER_ALREADY_REGISTERED',
])

class InvoiceImport {
  readonly #options: ImportInvoicesOptions
  readonly #window: CommandWindow
  readonly #introduced = new Set<string>()

  constructor(options: ImportInvoicesOptions) {
    this.#options = options
    this.#window = new CommandWindow({ size: options.window })
  }

  async run(path: string): Promise<void> {
    try {
      await this.#bookAll(path)
    } finally {
      await this.#window.done() // what is under way is finished, whatever happens
    }
  }

  async #bookAll(path: string): Promise<void> {
    const { survey, tally, onUnreadable, onProgress, stop } = this.#options
    for await (const entry of readInvoices(path, survey)) {
      if (stop.aborted) break
      if (entry.type === 'unreadable') {
        tally.unreadable += 1
        onUnreadable(entry.line, entry.reason)
      } else {
        await this.#introduce(entry)
        await this.#book(entry)
        tally.invoices += 1
        tally.lines += entry.invoice.lines.length
        onProgress(entry.linesRead)
      }
    }
  }

  /** Brings to life what an invoice names for the first time. */
  async #introduce({ invoice }: FileInvoice): Promise<void> {
    for (const line of invoice.lines) {
      const { stockCode, description } = line
      if (this.#isNew(productKey(stockCode))) {
        await this.#send(listProduct({ stockCode, description: description.trim() }), productKey(stockCode))
      }
      const customerId = customerOf(line, invoice)
      if (customerId !== null && this.#isNew(customerKey(customerId))) {
        const country = line.country ?? invoice.country
        await this.#send(registerCustomer({ customerId, country }), customerKey(customerId))
      }
    }
  }

  #isNew(key: string): boolean {
    if (this.#introduced.has(key)) return false
    this.#introduced.add(key)
    return true
  }

  async #send(command: Command<CommandDefinition>, key: string): Promise<void> {
    await this.#window.add(async () => void (await this.#execute(command)), { needs: [], claims: [key] })
  }

  async #book({ kind, invoice, firstLine }: FileInvoice): Promise<void> {
    const { reservesStock, tally, onUnreadable } = this.#options
    const products = new Set(invoice.lines.map(({ stockCode }) => productKey(stockCode)))
    const customers = new Set(invoice.lines.map((line) => customerKey(customerOf(line, invoice) ?? '')))
    const stocked = reservesStock && kind !== 'adjustment'
    await this.#window.add(
      async () => {
        const invalid = await this.#execute(invoiceCommand(kind, invoice))
        if (invalid === undefined) return
        tally.unreadable += invoice.lines.length
        onUnreadable(firstLine, invalid)
      },
      { needs: [...products, ...customers], claims: stocked ? products : [] },
    )
  }

  /** Executes a command; gives the reason when it is not valid. */
  async #execute(command: Command<CommandDefinition>): Promise<string | undefined> {
    const { commandBus, tally } = this.#options
    tally.commands += 1
    try {
      await commandBus.execute(command)
    } catch (error) {
      if (isUnoError(error, 'ERR_VALIDATION')) return error.message
      const rule = isUnoError(error, 'ERR_RULE_VIOLATION') ? (error as RuleViolation).rule : ''
      if (alreadyThere.has(rule)) tally.alreadyThere += 1
      else if (rule === 'INSUFFICIENT_STOCK') tally.refused += 1
      else throw error
    }
    return undefined
  }
}

function productKey(stockCode: string): string {
  return `product ${stockCode}`
}

function customerKey(customerId: string): string {
  return `customer ${customerId}`
}
