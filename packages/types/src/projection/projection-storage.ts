import type { TransactionHandle } from '../unit-of-work/transaction-handle.ts'
import type { CheckpointStore } from './checkpoint-store.ts'
import type { ProjectionVersionStore } from './projection-version-store.ts'
import type { SliceLeaseStore } from './slice-lease-store.ts'

/** All that running projections keep beside their rows, for one tenant. `Sql` is what handlers get as `tx`. */
export interface ProjectionStorage<Sql = unknown> {
  readonly checkpoints: CheckpointStore
  readonly leases: SliceLeaseStore
  readonly versions: ProjectionVersionStore
  /** Commits what `work` wrote when it resolves, and takes it back when it rejects. */
  transaction<Result>(work: (transaction: TransactionHandle<Sql>) => Promise<Result>): Promise<Result>
}
