import type { CheckpointKey, CheckpointStore, GlobalPosition, TenantId } from '@uno-ts/types'
import type { Kysely } from 'kysely'
import type { Projector } from '../define/projector.ts'
import type { Batch } from './select-batch.ts'
import { transactionHandle } from './transaction-handle.ts'

/** What a batch is committed with. */
export interface BatchTarget {
  // `any`: each projection knows tables of its own
  readonly db: Kysely<any>
  readonly checkpoints: CheckpointStore
  readonly projector: Projector
  readonly key: CheckpointKey
  readonly tenant: TenantId
}

/** How a batch is committed. */
export interface CommitBatchOptions {
  /** Where the checkpoint must stand. */
  readonly from: GlobalPosition
  /** Empties the rows before the events are handled. */
  readonly reset: boolean
  readonly signal: AbortSignal
}

/**
 * Handles a batch: rows and checkpoint in one transaction. The checkpoint goes first, because its row is the lock that
 * keeps a second runner of the projection waiting, and then out, before it has touched a row.
 *
 * @throws LeaseLostError when the checkpoint is not at `from`: nothing was written
 * @throws ProjectionError when a handler threw: nothing was written
 */
export async function commitBatch(
  { db, checkpoints, projector, key, tenant }: BatchTarget,
  { events, position }: Batch,
  { from, reset, signal }: CommitBatchOptions,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await checkpoints.save(key, position, { from, transaction: transactionHandle(tx) })
    if (reset) await projector.reset({ tx, tenant, signal })
    await projector.project(events, { tx, signal })
    signal.throwIfAborted() // given up while a handler did not listen: nothing of it is kept
  })
}
