import type { GlobalPosition } from '@uno-ts/types'
import { logChange } from '../change/log-change.ts'
import type { BatchTarget } from './commit-batch.ts'

/**
 * Empties the rows, takes all slices away from their holders and sets them to `from`, in one transaction. The slices go
 * first: that waits for batches that are being committed, so that their rows are emptied too.
 */
export async function clearProjection(
  target: BatchTarget,
  { from, signal }: { readonly from: GlobalPosition; readonly signal: AbortSignal },
): Promise<void> {
  const { storage, projector, tenant } = target
  await storage.transaction(async (transaction) => {
    await storage.leases.reclaim(projector, { position: from, transaction })
    await storage.deadLetters.remove(projector, {}, { transaction }) // they are met again
    await projector.reset({ tx: transaction.sql, tenant, signal })
    await logChange(target, { transaction, position: from, outOfOrder: true })
  })
}
