import { describeCases } from '../describe-cases.ts'
import { projectionStorageCases } from './projection-storage-cases.ts'
import type { ProjectionStorageCapability, ProjectionStorageSubject } from './projection-storage-subject.ts'

/**
 * Holds a storage of projections to its contract, with vitest: checkpoints of slices, leases, parked events, transactions
 * and versions. Its checkpoints alone are held to theirs by `describeCheckpointStore`.
 *
 * @param factory - opens a storage for one case; `dispose` is called after the case
 * @param capabilities - what the storage can do; cases beyond them are named as not claimed
 */
export function describeProjectionStorage(
  name: string,
  factory: () => Promise<ProjectionStorageSubject>,
  capabilities: Iterable<ProjectionStorageCapability>,
): void {
  describeCases(name, { topics: projectionStorageCases, factory, capabilities })
}
