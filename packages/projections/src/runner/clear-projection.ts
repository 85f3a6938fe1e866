import type { GlobalPosition } from '@uno-ts/types'
import { logChange } from '../change/log-change.ts'
import type { BatchTarget } from './commit-batch.ts'

/**
 * Empties the rows, takes all slices away from their holders and sets them to `from`, in one transaction. The slices go
 * first: that waits for batches that are being committed, so that their rows are emptied too.
 *
 * @throws SupersededError when the version is not to be written any more: its rows may be those of another
 */
export async function clearProjection(
  target: BatchTarget,
  { from, signal }: { readonly from: GlobalPosition; readonly signal: AbortSignal },
): Promise<void> {
  const { storage, projector, tenant } = target
  const { projectionId, slices, tables } = projector
  await storage.transaction(async (transaction) => {
    await storage.versions.lock(projectionId, { mode: 'shared', transaction }) // no other version begins meanwhile
    await storage.versions.begin(projector, { slices, tables, transaction })
    await storage.leases.reclaim(projector, { position: from, transaction })
    await storage.deadLetters.remove(projector, {}, { transaction }) // they are met again
    await projector.reset({ tx: transaction.sql, tenant, signal })
    await logChange(target, { transaction, keys: undefined, position: from, outOfOrder: true })
  })
}
