import type { ProjectionStorage, SliceMove, TenantId } from '@uno-ts/types'
import type { Transaction } from 'kysely'
import type { Projector } from '../define/projector.ts'
import type { Batch } from './select-batch.ts'

/** What a batch is committed with. */
export interface BatchTarget {
  // `any`: each projection knows tables of its own
  readonly storage: ProjectionStorage<Transaction<any>>
  readonly projector: Projector
  readonly tenant: TenantId
}

/** How a batch is committed. */
export interface CommitBatchOptions {
  /** Where the checkpoints must stand and go. */
  readonly moves: readonly SliceMove[]
  readonly signal: AbortSignal
}

/**
 * Handles a batch: rows and checkpoints in one transaction. The checkpoints go first, because their rows are the locks that
 * keep a second runner of the slices waiting, and then out, before it has touched a row.
 *
 * @throws LeaseLostError when a checkpoint is not where it must be, or belongs to another: nothing was written
 * @throws ProjectionError when a handler threw: nothing was written
 */
export async function commitBatch(
  { storage, projector }: BatchTarget,
  { events }: Batch,
  { moves, signal }: CommitBatchOptions,
): Promise<void> {
  await storage.transaction(async (transaction) => {
    await storage.checkpoints.saveSlices(projector, moves, { transaction })
    await projector.project(events, { tx: transaction.sql, signal })
    signal.throwIfAborted() // given up while a handler did not listen: nothing of it is kept
  })
}
