import type { LoadOptions } from '@uno-ts/cqrs-core'
import type { Invoice } from '../invoices/invoice.ts'
import { mainStock, type Stock, type Stocks } from './stock.ts'

export interface StockKeeperOptions {
  readonly stocks: Stocks
}

/**
 * Knows whether this shop reserves stock, and with how many units every product started. Stock is opened before the
 * first order or never, so an answer is kept. Until there is one everybody asks for themselves: who waits for another's
 * question may hold the one connection it needs.
 */
export class StockKeeper {
  readonly #stocks: StockKeeperOptions['stocks']
  #known: Stock | undefined
  #timesForgotten = 0

  constructor({ stocks }: StockKeeperOptions) {
    this.#stocks = stocks
  }

  /** The units every product started with; `undefined` when stock was never opened. */
  async openingUnits(options: LoadOptions = {}): Promise<number | undefined> {
    return (this.#known ?? (await this.#load(options))).units
  }

  /** Marks an invoice as one of a shop that reserves stock, when this is one. */
  async underItsRule(invoice: Invoice, options: LoadOptions = {}): Promise<Invoice> {
    const opening = await this.openingUnits(options)
    return opening === undefined ? invoice : { ...invoice, stockRule: 'reservation' }
  }

  /** Asks again next time: the stock has just been opened. */
  forget(): void {
    this.#timesForgotten += 1
    this.#known = undefined
  }

  async #load(options: LoadOptions): Promise<Stock> {
    const asked = this.#timesForgotten
    const { state } = await this.#stocks.load(mainStock, options)
    if (asked === this.#timesForgotten) this.#known = state
    return state
  }
}
