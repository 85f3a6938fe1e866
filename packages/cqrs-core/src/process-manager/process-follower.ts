import {
  isUnoError,
  origin,
  type CheckpointStore,
  type EventStore,
  type GlobalPosition,
  type HeldSlice,
  type RecordedEvent,
} from '@uno-ts/types'
import { receiveEvents, type ReceiveOptions } from './receive-events.ts'
import { leaseVersion, whileHeld, type WhileHeldOptions } from './while-held.ts'

/** Where a process manager begins to follow the log when it runs for the first time. */
export type StartFrom = 'origin' | 'now' | GlobalPosition

/** What the log is followed with. */
export interface FollowOptions
  extends Omit<ReceiveOptions, 'signal'>, Omit<WhileHeldOptions, 'logger' | 'signal'> {
  readonly eventStore: EventStore
  readonly checkpoints: CheckpointStore
  readonly startFrom: StartFrom
  readonly batchSize: number
  readonly parallelism: number
  readonly checkpointIntervalMs: number
  readonly now: () => number
  /** Called when this member begins to follow (with its position), has come further, or does not follow any more. */
  readonly onPosition: (position: GlobalPosition | undefined) => void
  /** Called when a process may have something to do. */
  readonly onReceived: () => void
}

/**
 * Follows the log from the checkpoint and takes each event to its process, while this member holds the lease. The checkpoint
 * only saves reading again: what a process has received is told by its stream.
 *
 * @throws the signal's reason, or whatever went wrong: from the checkpoint on it is read again
 */
export async function followLog(options: FollowOptions, signal: AbortSignal): Promise<void> {
  await begin(options)
  await whileHeld({ ...options, signal }, (held, whileMine) => follow(held, options, whileMine))
}

/** Writes down where it begins, once and for all. */
async function begin({
  checkpoints,
  projectionId,
  eventStore,
  startFrom,
  tenant,
}: FollowOptions): Promise<void> {
  const key = { projectionId, version: leaseVersion, tenant }
  if ((await checkpoints.load(key)) !== undefined) return
  const position =
    startFrom === 'origin' ? origin : startFrom === 'now' ? await eventStore.head({ tenant }) : startFrom
  try {
    await checkpoints.save(key, position, { from: origin })
  } catch (error) {
    if (!isUnoError(error, 'ERR_LEASE_LOST')) throw error // another member was first
  }
}

async function follow(held: HeldSlice, options: FollowOptions, signal: AbortSignal): Promise<void> {
  const { eventStore, checkpoints, manager, tenant, batchSize, checkpointIntervalMs, now, onPosition } =
    options
  const key = { projectionId: held.projectionId, version: held.version, tenant }
  let saved = held.position
  let savedAt = now()
  onPosition(saved)
  try {
    const filter = { types: manager.eventTypes }
    const pages = eventStore.subscribe({ from: saved, filter, tenant, batchSize, signal })
    for await (const { events, position } of pages) {
      await receiveAll(events, options, signal)
      if (position > saved && (events.length > 0 || now() - savedAt >= checkpointIntervalMs)) {
        await checkpoints.save(key, position, { from: saved, epoch: held.epoch })
        saved = position
        savedAt = now()
      }
      onPosition(position)
    }
  } finally {
    onPosition(undefined)
  }
}

/** Each process gets its events in their order; several processes at a time. */
async function receiveAll(
  events: readonly RecordedEvent[],
  options: FollowOptions,
  signal: AbortSignal,
): Promise<void> {
  const failed = new AbortController()
  const byProcess = Map.groupBy(events, (event) => options.manager.correlate(event))
  byProcess.delete(undefined)
  const waiting = byProcess.entries()
  const given = { ...options, signal: AbortSignal.any([signal, failed.signal]) }
  const worker = async () => {
    for (const [processId, its] of waiting) {
      given.signal.throwIfAborted()
      if (processId === undefined) continue // it was deleted above
      await receiveEvents(processId, its, given)
      options.onReceived()
    }
  }
  const count = Math.min(options.parallelism, byProcess.size)
  const workers = Array.from({ length: count }, () => worker().catch((error: unknown) => failed.abort(error)))
  await Promise.all(workers)
  failed.signal.throwIfAborted()
}
