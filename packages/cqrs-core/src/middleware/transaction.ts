import type { MessageContext, Middleware, UnitOfWork, UnitOfWorkFactory } from '@uno-ts/types'
import { causedBy } from '../context/caused-by.ts'
import { ObservedUnitOfWork } from '../unit-of-work/observed-unit-of-work.ts'
import { withPosition } from '../unit-of-work/with-position.ts'

/** Where units of work come from. */
export interface TransactionOptions {
  /** Begins the unit of work of each command. */
  readonly unitOfWork: UnitOfWorkFactory
  /**
   * A handler that keeps its database transaction open for longer than this, in milliseconds, is warned about, while it
   * does and when it has ended: it waits for something, while its locks keep others waiting. One that never ends reads
   * outside of its unit of work, and waits for the connection it holds. `Infinity` warns about none. Default 1,000.
   */
  readonly warnAfterMs?: number | undefined
  /** A clock that never steps back, in milliseconds. Default `performance.now`. */
  readonly now?: (() => number) | undefined
}

/**
 * Runs a command in one unit of work: what its handler appends and writes commits together after the handler has
 * returned, or not at all. A nested command (`{ parent: context }`) joins the unit of its parent and commits with it.
 *
 * The order inside is: the handler's own SQL, then locks, append and commit, with no code of the application between them.
 * A handler that never asks for the database transaction holds none while it runs.
 *
 * Positions are known after the commit. A handler that answers with a field `globalPosition` that is `undefined`, as its
 * repository gave it, needs not wait: the caller gets the position of the last event there.
 *
 * Nothing is committed when the handler throws, or when its signal was aborted while it ran. What `onCommit` was given
 * runs after the commit, once.
 */
export function transaction(options: TransactionOptions): Middleware {
  const { unitOfWork: units, warnAfterMs = 1_000, now = () => performance.now() } = options
  const inUnitOfWork: Middleware = async (context, next) => {
    const { metadata, signal } = context
    let openedAt: number | undefined
    let stillHeld: NodeJS.Timeout | undefined
    const opened = () => {
      openedAt = now()
      if (warnAfterMs <= longestTimerMs)
        stillHeld = setTimeout(warnOf, warnAfterMs, context, holds, { warnAfterMs })
    }
    const warnIfHeld = () => {
      clearTimeout(stillHeld)
      const heldMs = openedAt === undefined ? 0 : now() - openedAt
      openedAt = undefined
      if (heldMs > warnAfterMs) warnOf(context, held, { heldMs, warnAfterMs })
    }
    const begun = units.begin({ metadata: causedBy(metadata), tenant: metadata.tenant })
    const unitOfWork = new ObservedUnitOfWork(begun, { opened })
    try {
      const result = await next({ ...context, unitOfWork })
      warnIfHeld()
      const { globalPosition } = await unitOfWork.commit({ signal })
      return withPosition(result, globalPosition)
    } catch (error) {
      warnIfHeld()
      await rollBack(unitOfWork, context)
      throw error
    }
  }
  return (context, next) => (context.unitOfWork === undefined ? inUnitOfWork(context, next) : next())
}

/** What a timer can count. */
const longestTimerMs = 2 ** 31 - 1

const holds =
  'a handler holds its database transaction and has not ended: does it read outside of its unit of work, or wait for others?'
const held = 'a handler held its database transaction for long: do what takes time before or after it'

function warnOf({ logger, message }: MessageContext, text: string, facts: object): void {
  logger.warn({ type: message.type, ...facts }, text)
}

/** What went wrong first is what the caller must learn, so a failing rollback is only logged. */
async function rollBack(unitOfWork: UnitOfWork, { logger, message }: MessageContext): Promise<void> {
  try {
    await unitOfWork.rollback()
  } catch (err) {
    logger.error({ err, type: message.type }, 'the rollback failed')
  }
}
