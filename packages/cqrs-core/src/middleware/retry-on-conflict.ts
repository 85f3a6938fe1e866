import { isUnoError, type Middleware } from '@uno-ts/types'
import { delay } from './delay.ts'

/** How conflicts are retried. */
export interface RetryOnConflictOptions {
  /** How often a message is run at most, the first run included. Default 5. */
  readonly maxAttempts?: number | undefined
  /** The first wait is up to this long, in milliseconds; each further one up to twice as long. Default 5. */
  readonly baseDelayMs?: number | undefined
  /** No wait is longer than this, in milliseconds. Default 250. */
  readonly maxDelayMs?: number | undefined
  /** Gives a number from 0 to 1: which part of the wait is waited, so that rivals part. Default `Math.random`. */
  readonly random?: (() => number) | undefined
}

/** Serialisation failure and deadlock: the database has rolled back, and the same transaction may succeed when run again. */
const conflictStates: readonly unknown[] = ['40001', '40P01']

/**
 * Runs the rest of the chain again when somebody else wrote first: after a {@link ConcurrencyError}, and after a
 * {@link DatabaseError} in which the database reports a serialisation failure or a deadlock. In both nothing was
 * written, so the handler decides afresh on fresh state, with `context.attempt` raised. Between attempts it waits a
 * random part of a growing time ({@link https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/ | full jitter}).
 *
 * When the attempts are used up the last error goes to the caller. A command that has joined its parent's unit of work
 * is not retried here: the parent is, as a whole. A handler that appends more than once without a unit of work should
 * not stand behind this: what it appended before the conflict stays.
 */
export function retryOnConflict(options: RetryOnConflictOptions = {}): Middleware {
  const { maxAttempts = 5, baseDelayMs = 5, maxDelayMs = 250, random = Math.random } = options
  return async (context, next) => {
    if (context.unitOfWork !== undefined) return next()
    for (let attempt = context.attempt; ; attempt++) {
      try {
        return await next(attempt === context.attempt ? context : { ...context, attempt })
      } catch (error) {
        const tries = attempt - context.attempt + 1
        if (tries >= maxAttempts || !isConflict(error)) throw error
        const waitMs = random() * Math.min(maxDelayMs, baseDelayMs * 2 ** (tries - 1))
        const { type } = context.message
        context.logger.debug(
          { type, attempt, waitMs, code: error.code },
          'conflict, the message is run again',
        )
        await delay(waitMs, context.signal)
      }
    }
  }
}

function isConflict(error: unknown): error is Error & { readonly code: string } {
  if (!isUnoError(error) || !error.retryable) return false
  if (error.code === 'ERR_CONCURRENCY') return true
  return error.code === 'ERR_DATABASE' && 'sqlState' in error && conflictStates.includes(error.sqlState)
}
