import type { ProjectionChangeLog } from '../change/projection-change-log.ts'
import type { TransactionHandle } from '../unit-of-work/transaction-handle.ts'
import type { CheckpointStore } from './checkpoint-store.ts'
import type { DeadLetterStore } from './dead-letter-store.ts'
import type { ProjectionVersionStore } from './projection-version-store.ts'
import type { SliceLeaseStore } from './slice-lease-store.ts'

/** All that running projections keep beside their rows, for one tenant. `Sql` is what handlers get as `tx`. */
export interface ProjectionStorage<Sql = unknown> {
  readonly checkpoints: CheckpointStore
  readonly leases: SliceLeaseStore
  readonly deadLetters: DeadLetterStore
  readonly versions: ProjectionVersionStore
  /** Where changes are noted for other processes, when that is asked for. Default: it cannot be asked for. */
  readonly changes?: ProjectionChangeLog | undefined
  /** Commits what `work` wrote when it resolves, and takes it back when it rejects. */
  transaction<Result>(work: (transaction: TransactionHandle<Sql>) => Promise<Result>): Promise<Result>
  /**
   * Takes back what `work` wrote when it rejects, and lets the transaction go on. Work that swallowed an error of the
   * database rejects too.
   */
  attempt<Result>(transaction: TransactionHandle<Sql>, work: () => Promise<Result>): Promise<Result>
}
