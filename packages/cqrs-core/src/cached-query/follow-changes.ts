import { origin, type ChangeFeed, type Logger, type ProjectionChange, type ProjectionId } from '@uno-ts/types'
import { delay } from '../middleware/delay.ts'

/** Which changes a query cache follows. */
export interface FollowChangesOptions {
  /** Those of these projections. Default: of all. */
  readonly projections?: readonly ProjectionId[] | undefined
  /** How long a feed that failed is left alone, in milliseconds. Default 1,000. */
  readonly retryMs?: number | undefined
}

/** Where changes go, and until when. */
interface Following extends FollowChangesOptions {
  readonly take: (change: ProjectionChange) => Promise<void>
  readonly logger: Logger
  readonly signal: AbortSignal
}

/**
 * Takes changes until the signal aborts. It begins with all that the feed remembers, and does so again after a failure: what
 * was missed is among it.
 */
export async function followChanges(
  changes: ChangeFeed,
  { projections, retryMs = 1_000, take, logger, signal }: Following,
): Promise<void> {
  while (!signal.aborted) {
    try {
      for await (const change of changes.subscribe({ projections, after: origin, signal })) await take(change)
      return
    } catch (error) {
      if (signal.aborted) return
      logger.warn({ error }, 'changes cannot be followed; kept answers last as long as their time')
      await delay(retryMs, signal).catch(() => undefined)
    }
  }
}
