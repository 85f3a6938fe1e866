import { origin, type GlobalPosition } from '@uno-ts/types'
import type { BatchTarget } from './commit-batch.ts'
import { transactionHandle } from './transaction-handle.ts'

/**
 * Empties the rows and sets the checkpoint to `from`, in one transaction. The checkpoint goes first: it waits for a
 * batch that another runner is committing, so that the rows of that batch are emptied too.
 */
export async function clearProjection(
  { db, checkpoints, projector, key, tenant }: BatchTarget,
  { from, signal }: { readonly from: GlobalPosition; readonly signal: AbortSignal },
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const transaction = transactionHandle(tx)
    await checkpoints.reset(key, { transaction })
    if (from !== origin) await checkpoints.save(key, from, { from: origin, transaction })
    await projector.reset({ tx, tenant, signal })
  })
}
