import type { DeadLetter, RecordedEvent, TransactionHandle } from '@uno-ts/types'
import type { Transaction } from 'kysely'
import { logChange } from '../change/log-change.ts'
import { deadLetter } from '../dead-letter/dead-letter.ts'
import { ProjectionError } from '../define/projection-error.ts'
import type { RowKeys } from '../define/projector.ts'
import { isTransient } from '../failure/is-transient.ts'
import { noTransaction, type BatchTarget, type CommitBatchOptions } from './commit-batch.ts'
import type { Batch } from './select-batch.ts'

/** What becomes of what is refused. */
export interface CommitApartOptions extends CommitBatchOptions {
  readonly strategy: 'skip' | 'deadLetter'
  /** How often each event has been tried, this time included. */
  readonly attempts: number
}

/** An event that was refused, with why. */
export interface RefusedEvent {
  readonly event: RecordedEvent
  readonly error: ProjectionError
}

/** What a batch came to of which something was refused. */
export interface SiftedBatch {
  readonly refused: readonly RefusedEvent[]
  /** The keys of the rows that changed. */
  readonly keys: RowKeys
}

/**
 * Handles a batch of which something was refused: finds what it is by halves, passes it over or parks it with its followers,
 * and keeps the rest; in one transaction with the checkpoints.
 *
 * @throws LeaseLostError when a checkpoint is not where it must be, or belongs to another: nothing was written
 */
export async function commitApart(
  target: BatchTarget,
  { events, position }: Batch,
  options: CommitApartOptions,
): Promise<SiftedBatch> {
  const { storage, projector } = target
  const outside = projector.isOutside ? new Sieve(target, undefined, options) : undefined
  await outside?.pass(events)
  return await storage.transaction(async (transaction) => {
    await storage.checkpoints.saveSlices(projector, options.moves, { transaction })
    const sieve = outside ?? new Sieve(target, transaction, options)
    if (sieve !== outside) await sieve.pass(events)
    await storage.deadLetters.park(projector, sieve.letters, { transaction })
    const { refused, keys, handled } = sieve
    if (handled > 0) await logChange(target, { transaction, keys, position })
    options.signal.throwIfAborted()
    return { refused, keys }
  })
}

/** Tells the events that are refused from those that are not, each half in an attempt of its own. */
class Sieve {
  readonly letters: DeadLetter[] = []
  readonly refused: RefusedEvent[] = []
  /** How many events were taken. */
  handled = 0
  readonly #keys = new Set<string>()
  #namesKeys = true
  readonly #target: BatchTarget
  readonly #transaction: TransactionHandle<Transaction<any>> | undefined
  readonly #options: CommitApartOptions
  readonly #parked: Set<string>

  constructor(
    target: BatchTarget,
    transaction: TransactionHandle<Transaction<any>> | undefined,
    options: CommitApartOptions,
  ) {
    this.#target = target
    this.#transaction = transaction
    this.#options = options
    this.#parked = new Set(options.parked)
  }

  /** The keys of the rows that changed. */
  get keys(): RowKeys {
    return this.#namesKeys ? this.#keys : undefined
  }

  async pass(events: readonly RecordedEvent[]): Promise<void> {
    const free = events.filter((event) => !this.#waits(event))
    const [first] = free
    if (first === undefined) return
    try {
      this.#note(free, await this.#project(free))
    } catch (error) {
      this.#options.signal.throwIfAborted()
      if (isTransient(error)) throw error
      if (free.length === 1) return this.#refuse(first, error)
      const half = Math.ceil(free.length / 2)
      await this.pass(free.slice(0, half))
      await this.pass(free.slice(half))
    }
  }

  /** Queues an event behind a parked one of its key. */
  #waits(event: RecordedEvent): boolean {
    const { projector } = this.#target
    if (this.#parked.size === 0 || !this.#parked.has(projector.keyOf(event))) return false
    this.letters.push(deadLetter(projector, event))
    return true
  }

  #note(events: readonly RecordedEvent[], keys: RowKeys): void {
    this.handled += events.length
    this.#namesKeys &&= keys !== undefined
    for (const key of keys ?? []) this.#keys.add(key)
  }

  async #project(events: readonly RecordedEvent[]): Promise<RowKeys> {
    const { storage, projector } = this.#target
    const transaction = this.#transaction
    const { signal } = this.#options
    if (transaction === undefined) return await projector.project(events, { tx: noTransaction, signal })
    const { sql: tx } = transaction
    return await storage.attempt(transaction, () => projector.project(events, { tx, signal }))
  }

  #refuse(event: RecordedEvent, thrown: unknown): void {
    const { projector } = this.#target
    const { strategy, attempts } = this.#options
    const error =
      thrown instanceof ProjectionError ? thrown : new ProjectionError(projector.projectionId, event, thrown)
    this.refused.push({ event, error })
    if (strategy === 'skip') return
    this.#parked.add(projector.keyOf(event))
    this.letters.push(deadLetter(projector, event, { error, attempts }))
  }
}
