import type { BegunVersion } from '@uno-ts/types'
import type { BatchTarget } from './commit-batch.ts'

/**
 * Begins a projection's version where nobody has: makes its tables and empties its rows, once, in the transaction that notes
 * it. Waits for another process that is doing so, and where it takes the place of another version at once, for batches of
 * that one which are being committed.
 *
 * @throws SupersededError when a later version is active, or this one was replaced or given up
 */
export async function beginVersion(
  { storage, projector, tenant }: BatchTarget,
  signal: AbortSignal,
): Promise<BegunVersion['state']> {
  const { slices, tables, projectionId, version } = projector
  return await storage.transaction(async (transaction) => {
    const { isNew, state } = await storage.versions.begin(projector, { slices, tables, transaction })
    if (!isNew) return state
    if (state === 'active') {
      const [known] = await storage.versions.find([projectionId], { transaction })
      const others = known?.versions.filter((other) => other.version !== version) ?? []
      for (const other of others) await storage.leases.reclaim(other, { transaction })
    }
    await projector.reset({ tx: transaction.sql, tenant, signal })
    return state
  })
}
