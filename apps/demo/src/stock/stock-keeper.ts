import type { Invoice } from '../invoices/invoice.ts'
import { mainStock, type Stocks } from './stock.ts'

export interface StockKeeperOptions {
  readonly stocks: Stocks
}

/**
 * Knows whether this shop reserves stock, and with how many units every product started. Stock is opened before the
 * first order or never, so the answer is asked for once.
 */
export class StockKeeper {
  readonly #stocks: StockKeeperOptions['stocks']
  #opening: Promise<number | undefined> | undefined

  constructor({ stocks }: StockKeeperOptions) {
    this.#stocks = stocks
  }

  /** The units every product started with; `undefined` when stock was never opened. */
  openingUnits(): Promise<number | undefined> {
    this.#opening ??= this.#load()
    return this.#opening
  }

  /** Marks an invoice as one of a shop that reserves stock, when this is one. */
  async underItsRule(invoice: Invoice): Promise<Invoice> {
    return (await this.openingUnits()) === undefined ? invoice : { ...invoice, stockRule: 'reservation' }
  }

  /** Asks again next time: the stock has just been opened. */
  forget(): void {
    this.#opening = undefined
  }

  async #load(): Promise<number | undefined> {
    try {
      return (await this.#stocks.load(mainStock)).state.units
    } catch (error) {
      this.forget() // the next order may have more luck
      throw error
    }
  }
}
