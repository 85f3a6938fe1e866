import type { EventStore, GlobalPosition, ProjectionChangeLog, SliceStatus } from '@uno-ts/types'
import type { BatchTarget } from '../runner/commit-batch.ts'
import { unlessAborted } from '../waiting/unless-aborted.ts'

/** How a version takes the place of the active one. */
export interface SwapVersionOptions {
  readonly eventStore: EventStore
  /** Where other processes hear that all rows may be different. */
  readonly changeLog: ProjectionChangeLog | undefined
  /** Where the log ended a moment ago. */
  readonly head: GlobalPosition
  /** How long others may be kept waiting for the new version to come to the old one's position, in milliseconds. */
  readonly drainMs: number
  /** Waits until the new version has come to a position. */
  readonly reached: (position: GlobalPosition, signal: AbortSignal) => Promise<void>
  /** Whether what is known here of the new version's slices is what the store says. */
  readonly isConfirmed: (slices: readonly SliceStatus[]) => boolean
}

/**
 * Has queries read the version that was built. In one transaction: it locks the projection, which keeps inline writers of the
 * old version waiting; takes the old one's slices away, which waits for batches that are being committed; lets the new one
 * drain to where the old one stands, or to the end of the log where the old one was written inline; and switches.
 *
 * @returns whether the version is the active one now; otherwise nothing has changed
 */
export async function swapVersion(
  { storage, projector, tenant }: BatchTarget,
  { eventStore, changeLog, head, drainMs, reached, isConfirmed }: SwapVersionOptions,
): Promise<boolean> {
  const { projectionId, version, slices } = projector
  const timeout = AbortSignal.timeout(drainMs * 2) // the transaction is bounded as a whole
  try {
    return await storage.transaction(async (transaction) => {
      const old = await storage.versions.lock(projectionId, { mode: 'exclusive', transaction })
      const [known] = await storage.versions.find([projectionId], { transaction })
      const own = known?.versions.find((each) => each.version === version)
      if (own?.state !== 'building') return own?.state === 'active'
      if (old !== undefined) {
        const replaced = { projectionId, version: old }
        await storage.leases.reclaim(replaced, { transaction })
        const stood = await storage.leases.status(replaced, { transaction })
        const target =
          stood.length > 0
            ? stood.reduce((most, { position }) => (position > most ? position : most), 0n as GlobalPosition)
            : await unlessAborted(
                eventStore.head({ tenant, signal: timeout }),
                AbortSignal.timeout(drainMs),
              ).catch(
                () => head, // the only connection there is belongs to this transaction: nobody else has appended
              )
        await reached(target, AbortSignal.timeout(drainMs))
        if (!isConfirmed(await storage.leases.status(projector, { transaction }))) throw notDrained
      }
      const change = { projectionId, version, slices, keys: undefined, position: head, outOfOrder: true }
      await changeLog?.append(change, { transaction })
      await storage.versions.activate(projector, { transaction })
      return true
    })
  } catch (error) {
    if (error === notDrained || (error instanceof Error && error.name === 'TimeoutError')) return false
    throw error
  }
}

const notDrained = new Error('the new version has not drained')
