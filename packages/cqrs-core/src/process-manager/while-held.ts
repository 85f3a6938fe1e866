import {
  LeaseLostError,
  type HeldSlice,
  type Logger,
  type ProjectionId,
  type SliceLeaseStore,
} from '@uno-ts/types'
import { delay } from '../middleware/delay.ts'

/** Whose lease it is, and who wants it. */
export interface WhileHeldOptions {
  readonly leases: SliceLeaseStore
  readonly projectionId: ProjectionId
  readonly memberId: string
  readonly ttlMs: number
  readonly logger: Logger
  readonly signal: AbortSignal
}

/** The one version and slice of what follows the log for a process manager. */
export const leaseVersion = 1

/**
 * Waits until nobody alive holds the lease, and works while it is held. The work's signal aborts when the lease is lost;
 * two that work at once for a moment must do no harm.
 *
 * @throws whatever the work throws, after the lease was given back
 */
export async function whileHeld(
  options: WhileHeldOptions,
  work: (held: HeldSlice, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const { leases, projectionId, memberId, ttlMs, logger, signal } = options
  const wanted = { projectionId, version: leaseVersion, slices: [0] }
  const held = await claim(options, wanted)
  const lost = new AbortController()
  const done = new AbortController()
  const keeping = keep(held, { ...options, lost, signal: done.signal })
  try {
    await work(held, AbortSignal.any([signal, lost.signal]))
  } finally {
    done.abort()
    await keeping
    try {
      await leases.release(memberId, [wanted])
    } catch (err) {
      logger.debug({ err, projectionId }, `the lease was not given back; it ends within ${ttlMs} ms`)
    }
  }
}

async function claim(
  { leases, memberId, ttlMs, signal, projectionId }: WhileHeldOptions,
  wanted: Parameters<SliceLeaseStore['claim']>[1][number],
): Promise<HeldSlice> {
  for (;;) {
    signal.throwIfAborted()
    await leases.renew({ memberId, runs: [{ projectionId, version: leaseVersion }] }, { ttlMs })
    const [held] = await leases.claim(memberId, [wanted])
    if (held !== undefined) return held
    await delay(ttlMs / 3, signal)
  }
}

async function keep(
  held: HeldSlice,
  options: WhileHeldOptions & { readonly lost: AbortController },
): Promise<void> {
  const { leases, projectionId, memberId, ttlMs, logger, lost, signal } = options
  const member = { memberId, runs: [{ projectionId, version: leaseVersion }] }
  for (;;) {
    await delay(ttlMs / 3, signal).catch(() => undefined) // done
    if (signal.aborted) return
    try {
      const membership = await leases.renew(member, { ttlMs })
      const mine = membership.held.find((each) => each.projectionId === projectionId)
      if (mine?.epochs !== held.epoch) {
        return lost.abort(new LeaseLostError(`another member follows the log for "${projectionId}"`))
      }
    } catch (err) {
      logger.debug({ err, projectionId }, 'the lease was not renewed; trying again')
    }
  }
}
