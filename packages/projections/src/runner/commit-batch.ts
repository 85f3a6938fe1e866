import type { ProjectionChangeLog, ProjectionStorage, SliceMove, TenantId } from '@uno-ts/types'
import type { Transaction } from 'kysely'
import { logChange } from '../change/log-change.ts'
import { deadLetter } from '../dead-letter/dead-letter.ts'
import type { Projector, RowKeys } from '../define/projector.ts'
import type { Batch } from './select-batch.ts'

/** What a batch is committed with. */
export interface BatchTarget {
  // `any`: each projection knows tables of its own
  readonly storage: ProjectionStorage<Transaction<any>>
  readonly projector: Projector
  readonly tenant: TenantId
  /** Where changes are noted for other processes. Default: they are not. */
  readonly changes?: ProjectionChangeLog | undefined
}

/** What a handler gets as `tx` that writes elsewhere: nothing it could use. */
export const noTransaction = undefined as unknown as Transaction<any> // there is none yet

/** How a batch is committed. */
export interface CommitBatchOptions {
  /** Where the checkpoints must stand and go. */
  readonly moves: readonly SliceMove[]
  /** Keys that have parked events: those of the batch wait behind them. */
  readonly parked: ReadonlySet<string>
  readonly signal: AbortSignal
}

/**
 * Handles a batch: rows and checkpoints in one transaction. The checkpoints go first, because their rows are the locks that
 * keep a second runner of the slices waiting, and then out, before it has touched a row. What writes elsewhere is called
 * before, so that no transaction waits for it.
 *
 * @returns the keys of the rows that changed
 * @throws LeaseLostError when a checkpoint is not where it must be, or belongs to another: nothing was written
 * @throws ProjectionError when a handler, or what gives keys, threw: nothing was written
 */
export async function commitBatch(
  target: BatchTarget,
  { events, position }: Batch,
  { moves, parked, signal }: CommitBatchOptions,
): Promise<RowKeys> {
  const { storage, projector } = target
  const isWaiting = (event: Batch['events'][number]) => parked.size > 0 && parked.has(projector.keyOf(event))
  const waiting = parked.size === 0 ? [] : events.filter((event) => isWaiting(event))
  const free = waiting.length === 0 ? events : events.filter((event) => !isWaiting(event))
  const isInside = !projector.isOutside
  if (!isInside && free.length > 0) {
    const stays = moves.map((move) => ({ ...move, to: move.from }))
    await storage.checkpoints.saveSlices(projector, stays) // who has lost its slices delivers nothing
  }
  const delivered = isInside ? undefined : await projector.project(free, { tx: noTransaction, signal })
  return await storage.transaction(async (transaction) => {
    await storage.checkpoints.saveSlices(projector, moves, { transaction })
    if (waiting.length > 0) {
      const letters = waiting.map((event) => deadLetter(projector, event))
      await storage.deadLetters.park(projector, letters, { transaction })
    }
    const keys = isInside ? await projector.project(free, { tx: transaction.sql, signal }) : delivered
    if (free.length > 0) await logChange(target, { transaction, keys, position })
    signal.throwIfAborted() // given up while a handler did not listen: nothing of it is kept
    return keys
  })
}
