import { randomUUID } from 'node:crypto'
import { TimeoutError, type HeldSlice } from '@uno-ts/types'
import type { BatchTarget } from '../runner/commit-batch.ts'
import { untilAborted } from '../waiting/until-aborted.ts'

/** How long the slice stays borrowed when this process dies, in milliseconds. */
const ttlMs = 30_000
const tries = 50
const pauseMs = 20

/**
 * Takes a slice from its holder while `work` runs, as a member of its own that runs nothing else: the slice stands still, and
 * no transaction is open. It goes back to whom it belongs afterwards.
 *
 * @returns what `work` gave; `undefined` when the slice was never handed out
 * @throws TimeoutError when others take it each time it is free
 */
export async function borrowSlice<Result>(
  { storage: { leases }, projector }: BatchTarget,
  slice: number,
  work: (held: HeldSlice) => Promise<Result>,
): Promise<Result | undefined> {
  const { projectionId, version } = projector
  const status = await leases.status(projector)
  if (!status.some((each) => each.slice === slice)) return undefined
  const memberId = `rebuild-${randomUUID()}`
  const wanted = [{ projectionId, version, slices: [slice] }]
  await leases.renew({ memberId, runs: [] }, { ttlMs })
  try {
    for (let tried = 0; tried < tries; tried += 1) {
      await leases.reclaim(projector, { slices: [slice] })
      const [held] = await leases.claim(memberId, wanted)
      if (held !== undefined) return await work(held)
      await untilAborted(never, pauseMs)
    }
    throw new TimeoutError(`slice ${slice} of projection "${projectionId}" was not to be had`)
  } finally {
    await leases.leave(memberId)
  }
}

const never = new AbortController().signal
