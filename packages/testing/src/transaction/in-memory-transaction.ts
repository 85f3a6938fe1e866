import {
  CapabilityError,
  InvalidArgumentError,
  type SqlConnection,
  type SqlResult,
  type TransactionHandle,
} from '@uno-ts/types'

/** How a transaction ended. */
export type TransactionEnd = 'committed' | 'rolled-back'

/**
 * The transaction of the twins in memory: what they write with it is taken back by a rollback. Isolation is not
 * imitated, others see the writes at once. There is no SQL behind it.
 *
 * @example
 * ```ts
 * import { InMemoryTransaction, type InMemoryReadModelRepository } from '@uno-ts/testing'
 *
 * export async function undone(orders: InMemoryReadModelRepository<{ id: string }>): Promise<void> {
 *   const transaction = new InMemoryTransaction()
 *   await orders.save({ id: '7' }, { transaction })
 *   await transaction.rollback() // there is no row "7"
 * }
 * ```
 */
export class InMemoryTransaction implements TransactionHandle<InMemoryTransaction> {
  /** The handle is all a twin needs. */
  readonly sql: InMemoryTransaction = this
  /** Refuses every statement. */
  readonly connection: SqlConnection = noConnection
  readonly #undo: (() => void)[] = []
  readonly #hooks: ((end: TransactionEnd) => void)[] = []
  #end: TransactionEnd | undefined

  /** How it ended; `undefined` while it is open. */
  get end(): TransactionEnd | undefined {
    return this.#end
  }

  /** Adds how a write is taken back. Rollback runs the latest first. */
  onRollback(undo: () => void): void {
    this.#mustBeOpen()
    this.#undo.push(undo)
  }

  /** Marks a place to go back to. The function takes back what was written since, and leaves the transaction open. */
  savepoint(): () => void {
    const mark = this.#undo.length
    return () => {
      for (const undo of this.#undo.splice(mark).toReversed()) undo()
    }
  }

  /** Adds what happens when it ends, either way. */
  onEnd(hook: (end: TransactionEnd) => void): void {
    this.#mustBeOpen()
    this.#hooks.push(hook)
  }

  /** Keeps everything. @throws InvalidArgumentError when it has ended */
  async commit(): Promise<void> {
    this.#mustBeOpen()
    this.#finish('committed')
  }

  /** Takes everything back. Harmless when it has ended. */
  async rollback(): Promise<void> {
    if (this.#end !== undefined) return
    for (const undo of this.#undo.toReversed()) undo()
    this.#finish('rolled-back')
  }

  #finish(end: TransactionEnd): void {
    this.#end = end
    for (const hook of this.#hooks) hook(end)
  }

  #mustBeOpen(): void {
    if (this.#end !== undefined)
      throw new InvalidArgumentError(`the transaction is ${this.#end}, expected it open`)
  }
}

const noConnection: SqlConnection = {
  query: <Row>(): Promise<SqlResult<Row>> =>
    Promise.reject(new CapabilityError('SQL', 'the twins in memory run no statements, use a database')),
}
