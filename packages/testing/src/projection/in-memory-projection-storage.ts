import {
  defaultTenant,
  InvalidArgumentError,
  systemClock,
  type CheckpointStore,
  type Clock,
  type DeadLetterStore,
  type ProjectionStorage,
  type ProjectionVersionStore,
  type SliceLeaseStore,
  type TenantId,
  type TransactionHandle,
} from '@uno-ts/types'
import { InMemoryTransaction } from '../transaction/in-memory-transaction.ts'
import { InMemoryCheckpoints } from './in-memory-checkpoints.ts'
import { InMemoryDeadLetters } from './in-memory-dead-letters.ts'
import { InMemoryProjectionVersions } from './in-memory-projection-versions.ts'
import { InMemorySliceLeases } from './in-memory-slice-leases.ts'
import { ProjectionRows } from './projection-rows.ts'

/** How an {@link InMemoryProjectionStorage} is made. */
export interface InMemoryProjectionStorageOptions {
  /** Whose projections they are. Default: `default`. */
  readonly tenant?: TenantId | undefined
  /** Says when leases end. Default: the machine's clock. */
  readonly clock?: Clock | undefined
}

/**
 * Keeps in memory what running projections keep in a database: checkpoints, leases, versions and parked events. It behaves
 * as a database with one connection: while somebody has a transaction everybody else waits, and a rollback takes back what
 * was written with it, rows of other twins included.
 *
 * @example
 * ```ts
 * import { InMemoryProjectionStorage, ManualClock } from '@uno-ts/testing'
 * import { projectionId } from '@uno-ts/types'
 *
 * const clock = new ManualClock()
 * const { leases } = new InMemoryProjectionStorage({ clock })
 * const orders = { projectionId: projectionId('orders'), version: 1 }
 * await leases.renew({ memberId: 'a', runs: [orders] }, { ttlMs: 6_000 })
 * await leases.claim('a', [{ ...orders, slices: [0] }])
 * clock.advance(6_001) // "a" is dead: others may take the slice
 * ```
 */
export class InMemoryProjectionStorage implements ProjectionStorage<InMemoryTransaction> {
  readonly checkpoints: CheckpointStore
  readonly leases: SliceLeaseStore
  readonly deadLetters: DeadLetterStore
  readonly versions: ProjectionVersionStore
  readonly #rows: ProjectionRows

  constructor({ tenant = defaultTenant, clock = systemClock }: InMemoryProjectionStorageOptions = {}) {
    this.#rows = new ProjectionRows({ tenant, clock })
    this.checkpoints = new InMemoryCheckpoints(this.#rows)
    this.leases = new InMemorySliceLeases(this.#rows)
    this.deadLetters = new InMemoryDeadLetters(this.#rows)
    this.versions = new InMemoryProjectionVersions(this.#rows)
  }

  /** {@inheritDoc ProjectionStorage.transaction} */
  async transaction<Result>(
    work: (transaction: TransactionHandle<InMemoryTransaction>) => Promise<Result>,
  ): Promise<Result> {
    return await this.#rows.turn(undefined, async () => {
      const transaction = new InMemoryTransaction()
      try {
        const result = await work(transaction)
        await transaction.commit()
        return result
      } finally {
        await transaction.rollback() // harmless after the commit
      }
    })
  }

  /** {@inheritDoc ProjectionStorage.attempt} */
  async attempt<Result>(
    { sql: transaction }: TransactionHandle<InMemoryTransaction>,
    work: () => Promise<Result>,
  ): Promise<Result> {
    if (transaction.end !== undefined) {
      throw new InvalidArgumentError(`the transaction is ${transaction.end}, expected it open`)
    }
    const takeBack = transaction.savepoint()
    try {
      return await work()
    } catch (error) {
      takeBack()
      throw error
    }
  }
}
