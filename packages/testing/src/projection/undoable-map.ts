import type { TransactionHandle } from '@uno-ts/types'
import { InMemoryTransaction } from '../transaction/in-memory-transaction.ts'

/** Rows by name, whose changes a transaction takes back. */
export class UndoableMap<Row> {
  readonly #rows = new Map<string, Row>()

  get(name: string): Row | undefined {
    return this.#rows.get(name)
  }

  values(): Row[] {
    return [...this.#rows.values()]
  }

  set(name: string, row: Row, transaction?: TransactionHandle): void {
    this.#keep(name, transaction)
    this.#rows.set(name, row)
  }

  delete(name: string, transaction?: TransactionHandle): void {
    this.#keep(name, transaction)
    this.#rows.delete(name)
  }

  #keep(name: string, transaction: TransactionHandle | undefined): void {
    if (!(transaction instanceof InMemoryTransaction)) return
    const before = this.#rows.get(name)
    transaction.onRollback(() => {
      if (before === undefined) this.#rows.delete(name)
      else this.#rows.set(name, before)
    })
  }
}
