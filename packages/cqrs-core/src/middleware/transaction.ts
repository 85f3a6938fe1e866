import type { MessageContext, Middleware, UnitOfWork, UnitOfWorkFactory } from '@uno-ts/types'
import { causedBy } from '../context/caused-by.ts'

/** Where units of work come from. */
export interface TransactionOptions {
  readonly unitOfWork: UnitOfWorkFactory
}

/**
 * Runs a command in one unit of work: what its handler appends and writes commits together after the handler has
 * returned, or not at all. A nested command (`{ parent: context }`) joins the unit of its parent and commits with it.
 *
 * Nothing is committed when the handler throws, or when its signal was aborted while it ran. What `onCommit` was given
 * runs after the commit, once.
 */
export function transaction({ unitOfWork: units }: TransactionOptions): Middleware {
  return async (context, next) => {
    if (context.unitOfWork !== undefined) return next()
    const { metadata, signal } = context
    const unitOfWork = units.begin({ metadata: causedBy(metadata), tenant: metadata.tenant })
    try {
      const result = await next({ ...context, unitOfWork })
      await unitOfWork.commit({ signal })
      return result
    } catch (error) {
      await rollBack(unitOfWork, context)
      throw error
    }
  }
}

/** What went wrong first is what the caller must learn, so a failing rollback is only logged. */
async function rollBack(unitOfWork: UnitOfWork, { logger, message }: MessageContext): Promise<void> {
  try {
    await unitOfWork.rollback()
  } catch (err) {
    logger.error({ err, type: message.type }, 'the rollback failed')
  }
}
