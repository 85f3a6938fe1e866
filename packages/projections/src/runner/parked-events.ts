import type { DeadLetterFilter, EventStore, GlobalPosition, Outcome, StoredDeadLetter } from '@uno-ts/types'
import { retryDeadLetters } from '../dead-letter/retry-dead-letters.ts'
import type { RowKeys } from '../define/projector.ts'
import type { BatchTarget } from './commit-batch.ts'

/** What {@link ParkedEvents} are made of. */
export interface ParkedEventsOptions {
  readonly target: BatchTarget
  readonly eventStore: EventStore
  /** Slices were taken from their holders, who must hear that keys are free. */
  readonly onReclaim: () => Promise<void>
  /** Rows have changed. */
  readonly onHandled: (keys: RowKeys) => void
}

/** The events of a projection that were refused and wait, with those behind them. */
export class ParkedEvents {
  readonly #options: ParkedEventsOptions

  constructor(options: ParkedEventsOptions) {
    this.#options = options
  }

  /** By key, and within it in the order of the log. */
  async find(filter: DeadLetterFilter): Promise<readonly StoredDeadLetter[]> {
    const { storage, projector } = this.#options.target
    return await storage.deadLetters.find(projector, filter)
  }

  /** Handles them again, in the order of each key. */
  async retry(filter: Pick<DeadLetterFilter, 'key'>): Promise<readonly Outcome<GlobalPosition>[]> {
    const { target, eventStore, onReclaim, onHandled } = this.#options
    const { outcomes, handled, keys } = await retryDeadLetters(target, eventStore, filter)
    if (outcomes.length === 0) return outcomes
    await onReclaim()
    if (handled > 0) onHandled(keys)
    return outcomes
  }

  /** Gives them up. Answers how many there were. */
  async clear(filter: Omit<DeadLetterFilter, 'limit'>): Promise<number> {
    const { target, onReclaim } = this.#options
    const { storage, projector } = target
    const count = await storage.transaction(async (transaction) => {
      await storage.leases.reclaim(projector, { transaction })
      return await storage.deadLetters.remove(projector, filter, { transaction })
    })
    await onReclaim()
    return count
  }
}
