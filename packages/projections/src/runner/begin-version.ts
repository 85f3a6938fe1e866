import type { BatchTarget } from './commit-batch.ts'

/**
 * Begins a projection's version where nobody has: empties its rows, once, in the transaction that notes it. Waits for
 * another process that is doing so.
 */
export async function beginVersion(
  { storage, projector, tenant }: BatchTarget,
  signal: AbortSignal,
): Promise<void> {
  await storage.transaction(async (transaction) => {
    const { slices } = projector
    const begins = await storage.versions.begin(projector, { slices, transaction })
    if (begins) await projector.reset({ tx: transaction.sql, tenant, signal })
  })
}
