import { isUnoError, type Middleware } from '@uno-ts/types'
import { delay } from './delay.ts'

/** How long a repeat waits for the first call of its key. */
export interface AwaitFirstCallOptions {
  /** After so many milliseconds the repeat is refused after all. Default 5,000. */
  readonly maxWaitMs?: number | undefined
  /** The first pause before it is asked again, in milliseconds; each further one is twice as long, up to 200. Default 5. */
  readonly baseDelayMs?: number | undefined
  /** A clock that never steps back, in milliseconds. Default `performance.now`. */
  readonly now?: (() => number) | undefined
}

const longestDelayMs = 200

/**
 * Lets a repeat wait while the first call of its idempotency key is running, in this process or another, and then answers
 * with that call's outcome. Without it {@link idempotency} refuses such a repeat at once. It stands outside of
 * `transaction`, in the place of `retryOnConflict` and before it: while it waits it holds no connection.
 *
 * When the first call fails, the repeat runs the command. A nested command does not wait: its parent may hold what the
 * first call needs. When `maxWaitMs` is over the middleware throws the {@link IdempotencyError}; nothing was executed.
 *
 * @example
 * ```ts
 * import { awaitFirstCall, idempotency, retryOnConflict, standardMiddleware, transaction } from '@uno-ts/cqrs-core'
 * import type { IdempotencyStore, UnitOfWorkFactory } from '@uno-ts/types'
 *
 * export const middlewareOf = (unitOfWork: UnitOfWorkFactory, store: IdempotencyStore) =>
 *   standardMiddleware({
 *     retryOnConflict: [awaitFirstCall({ maxWaitMs: 2_000 }), retryOnConflict()],
 *     transaction: transaction({ unitOfWork }),
 *     idempotency: idempotency({ store }),
 *   })
 * ```
 */
export function awaitFirstCall(options: AwaitFirstCallOptions = {}): Middleware {
  const { maxWaitMs = 5_000, baseDelayMs = 5, now = () => performance.now() } = options
  return async (context, next) => {
    if (context.idempotencyKey === undefined || context.unitOfWork !== undefined) return next()
    const begun = now()
    for (let pauseMs = baseDelayMs; ; pauseMs = Math.min(longestDelayMs, 2 * pauseMs)) {
      try {
        return await next()
      } catch (error) {
        const remainingMs = maxWaitMs - (now() - begun)
        if (remainingMs <= 0 || !isRunning(error)) throw error
        await delay(Math.min(pauseMs, remainingMs), context.signal)
      }
    }
  }
}

function isRunning(error: unknown): boolean {
  return isUnoError(error, 'ERR_IDEMPOTENCY') && error.retryable
}
