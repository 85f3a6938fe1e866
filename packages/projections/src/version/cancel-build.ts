import type { BatchTarget } from '../runner/commit-batch.ts'

/** Gives up a version while it is being built: its tables are dropped. Tells whether there was something to give up. */
export async function cancelBuild({
  storage,
  projector,
}: Pick<BatchTarget, 'storage' | 'projector'>): Promise<boolean> {
  return await storage.transaction(async (transaction) => {
    await storage.versions.lock(projector.projectionId, { mode: 'exclusive', transaction })
    await storage.leases.reclaim(projector, { transaction })
    return await storage.versions.cancel(projector, { transaction })
  })
}
