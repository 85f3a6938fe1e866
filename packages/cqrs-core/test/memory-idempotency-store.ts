import { InMemoryTransaction } from '@uno-ts/testing'
import {
  IdempotencyError,
  type IdempotencyKey,
  type IdempotencyState,
  type IdempotencyStore,
  type IdempotentOutcome,
  type TransactionHandle,
} from '@uno-ts/types'

/** Keeps outcomes in memory; a claim ends with its transaction, and so does what was recorded in one that is rolled back. */
export class MemoryIdempotencyStore implements IdempotencyStore {
  readonly #known = new Map<string, { readonly fingerprint: string; readonly outcome: IdempotentOutcome }>()
  readonly #claimed = new Set<string>()

  async claim(
    { tenant, key, fingerprint }: IdempotencyKey,
    handle: TransactionHandle,
  ): Promise<IdempotencyState> {
    const name = `${tenant} ${key}`
    const known = this.#known.get(name)
    if (known !== undefined) {
      if (known.fingerprint !== fingerprint) throw new IdempotencyError('payload')
      return { state: 'done', outcome: known.outcome }
    }
    if (this.#claimed.has(name)) return { state: 'running' }
    this.#claimed.add(name)
    transactionOf(handle).onEnd(() => this.#claimed.delete(name))
    return { state: 'unknown' }
  }

  async record(
    { tenant, key, fingerprint }: IdempotencyKey,
    outcome: IdempotentOutcome,
    handle?: TransactionHandle,
  ): Promise<void> {
    const name = `${tenant} ${key}`
    this.#known.set(name, { fingerprint, outcome: structuredClone(outcome) })
    if (handle !== undefined) transactionOf(handle).onRollback(() => this.#known.delete(name))
  }

  async forget(): Promise<number> {
    return 0
  }
}

function transactionOf(handle: TransactionHandle): InMemoryTransaction {
  if (handle instanceof InMemoryTransaction) return handle
  throw new TypeError('expected a transaction in memory')
}
