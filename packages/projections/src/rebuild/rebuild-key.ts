import type { EventStore } from '@uno-ts/types'
import { logChange } from '../change/log-change.ts'
import type { RowKeys } from '../define/projector.ts'
import { beginVersion } from '../runner/begin-version.ts'
import type { BatchTarget } from '../runner/commit-batch.ts'
import { sliceOf } from '../slice/slice-of.ts'
import { borrowSlice } from './borrow-slice.ts'
import { eventsOfKey } from './events-of-key.ts'

/** Which key is made anew. */
export interface RebuildKeyOptions {
  readonly key: string
  readonly eventStore: EventStore
  readonly signal: AbortSignal
}

/** What was made anew. */
export interface RebuiltKey {
  /** How many events were handled. */
  readonly handled: number
  /** Which rows they change. */
  readonly keys: RowKeys
}

/**
 * Removes what the events of a key have made and handles them again, up to where its slice stands, in one transaction. The
 * slice is taken from its holder meanwhile, so that later events are handled afterwards. Parked events of the key are
 * handled with the rest.
 *
 * @throws ConfigurationError when the definition has no `resetKey`
 * @throws ProjectionError when a handler refused one: nothing has changed
 * @throws LeaseLostError when it took longer than the slice could be kept: nothing has changed
 */
export async function rebuildKey(
  target: BatchTarget,
  { key, eventStore, signal }: RebuildKeyOptions,
): Promise<RebuiltKey> {
  const { storage, projector, tenant } = target
  const slice = projector.slices === 1 ? 0 : sliceOf(key, projector.slices)
  await beginVersion(target, signal) // its tables are there
  const rebuilt = await borrowSlice(target, slice, async ({ epoch, position }) => {
    // Before the transaction, which may be on the only connection there is.
    const events = await eventsOfKey(target, eventStore, { key, upTo: position, signal })
    const stays = { slice, from: position, to: position, epoch }
    return await storage.transaction(async (transaction) => {
      await storage.checkpoints.saveSlices(projector, [stays], { transaction })
      await storage.deadLetters.remove(projector, { key }, { transaction })
      await projector.resetKey(key, { tx: transaction.sql, tenant, signal })
      const made = await projector.project(events, { tx: transaction.sql, signal })
      const keys = events.length > 0 ? made : undefined // without any, only rows were removed
      await logChange(target, { transaction, keys, position, outOfOrder: true })
      return { handled: events.length, keys }
    })
  })
  return rebuilt ?? { handled: 0, keys: undefined }
}
