import {
  IdempotencyError,
  systemClock,
  type Clock,
  type IdempotencyKey,
  type IdempotencyState,
  type IdempotencyStore,
  type IdempotentOutcome,
  type TransactionHandle,
} from '@uno-ts/types'
import { InMemoryTransaction } from '../transaction/in-memory-transaction.ts'

/** How an {@link InMemoryIdempotencyStore} is made. */
export interface InMemoryIdempotencyStoreOptions {
  /** Says how old a key is. Default: the machine's clock. */
  readonly clock?: Clock | undefined
}

/**
 * Keeps the outcome of commands by key, in memory. A claim and what is recorded with an {@link InMemoryTransaction} end
 * with it; a second claim of a key whose first call still runs is told so at once, it does not wait.
 */
export class InMemoryIdempotencyStore implements IdempotencyStore {
  readonly #clock: Clock
  readonly #calls = new Map<string, Call>()

  constructor({ clock = systemClock }: InMemoryIdempotencyStoreOptions = {}) {
    this.#clock = clock
  }

  /** {@inheritDoc IdempotencyStore.claim} */
  async claim(key: IdempotencyKey, transaction: TransactionHandle): Promise<IdempotencyState> {
    const name = nameOf(key)
    const known = this.#calls.get(name)
    if (known !== undefined) {
      if (known.fingerprint !== key.fingerprint) throw new IdempotencyError('payload')
      const running =
        known.outcome === undefined || (known.within !== undefined && known.within !== transaction)
      return running
        ? { state: 'running' }
        : { state: 'done', outcome: JSON.parse(known.outcome ?? 'null') as IdempotentOutcome } // written from one
    }
    const claim: Call = {
      fingerprint: key.fingerprint,
      outcome: undefined,
      within: undefined,
      since: this.#clock.now(),
    }
    this.#calls.set(name, claim)
    if (transaction instanceof InMemoryTransaction) {
      transaction.onEnd(() => {
        if (this.#calls.get(name) === claim) this.#calls.delete(name)
      })
    }
    return { state: 'unknown' }
  }

  /** {@inheritDoc IdempotencyStore.record} */
  async record(
    key: IdempotencyKey,
    outcome: IdempotentOutcome,
    transaction?: TransactionHandle,
  ): Promise<void> {
    const name = nameOf(key)
    if (this.#calls.get(name)?.outcome !== undefined) {
      if (transaction === undefined) return
      throw new IdempotencyError('running')
    }
    const call: Call = {
      fingerprint: key.fingerprint,
      outcome: JSON.stringify(outcome),
      within: transaction instanceof InMemoryTransaction ? transaction : undefined,
      since: this.#clock.now(),
    }
    this.#calls.set(name, call)
    if (transaction instanceof InMemoryTransaction) {
      transaction.onEnd((end) => {
        if (this.#calls.get(name) !== call) return
        if (end === 'committed') this.#calls.set(name, { ...call, within: undefined })
        else this.#calls.delete(name)
      })
    }
  }

  /** {@inheritDoc IdempotencyStore.forget} */
  async forget({ maxAgeMs }: { readonly maxAgeMs: number }): Promise<number> {
    const oldest = this.#clock.now() - maxAgeMs
    const old = [...this.#calls].filter(([, { outcome, since }]) => outcome !== undefined && since < oldest)
    for (const [name] of old) this.#calls.delete(name)
    return old.length
  }
}

interface Call {
  readonly fingerprint: string
  /** As JSON; `undefined` while the first call runs. */
  readonly outcome: string | undefined
  /** The transaction the call is part of, until it ends. */
  readonly within: TransactionHandle | undefined
  readonly since: number
}

function nameOf({ tenant, key }: IdempotencyKey): string {
  return JSON.stringify([tenant, key])
}
