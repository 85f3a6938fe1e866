import { origin, type EventStore, type GlobalPosition, type ProjectionChangeLog } from '@uno-ts/types'
import type { BatchTarget } from '../runner/commit-batch.ts'
import { swapVersion } from './swap-version.ts'

/** What is known of a version that is built, and of the one it is to replace. */
export interface SwapWhenReachedOptions {
  readonly eventStore: EventStore
  readonly changeLog: ProjectionChangeLog | undefined
  readonly memberId: string
  /** The version that queries read now. */
  readonly activeVersion: number | undefined
  /** Where the version stands that is built. */
  readonly position: GlobalPosition
  /** Waits until it has come to a position. */
  readonly reached: (position: GlobalPosition, signal: AbortSignal) => Promise<void>
  /** The epoch of a slice of it, where that is held here. */
  readonly epochOf: (slice: number) => bigint | undefined
}

/** How long a swap may keep writers of the old version waiting, in milliseconds. */
const drainMs = 1_000
/** How far behind the old version the new one may be, in milliseconds of work. */
const nearMs = 100

/** Has queries read a version, once it has come to where the version stands that they read now. Tells whether they do. */
export async function swapWhenReached(
  target: BatchTarget,
  { eventStore, changeLog, memberId, activeVersion, position, reached, epochOf }: SwapWhenReachedOptions,
): Promise<boolean> {
  const { storage, projector, tenant } = target
  const { projectionId } = projector
  const active =
    activeVersion === undefined ? [] : await storage.leases.status({ projectionId, version: activeVersion })
  const head = await eventStore.head({ tenant })
  const furthest = active.reduce((most, slice) => (slice.position > most ? slice.position : most), origin)
  const goal = active.length > 0 ? furthest : head
  if (position < goal && !(await isNear(goal > origin ? goal : head, reached))) return false
  return await swapVersion(target, {
    eventStore,
    changeLog,
    head,
    drainMs,
    reached,
    isConfirmed: (status) =>
      status.length === projector.slices &&
      status.every(({ slice, epoch, holder }) => holder !== memberId || epochOf(slice) === epoch),
  })
}

/** Whether it comes to a position within the time that a swap may take. */
async function isNear(goal: GlobalPosition, reached: SwapWhenReachedOptions['reached']): Promise<boolean> {
  return await reached(goal, AbortSignal.timeout(nearMs)).then(
    () => true,
    () => false,
  )
}
