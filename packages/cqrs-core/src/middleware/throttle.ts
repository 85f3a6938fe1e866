import type { Middleware } from '@uno-ts/types'
import { Throttle } from '../throttle/throttle.ts'
import type { ThrottleOptions } from '../throttle/throttle-options.ts'

/**
 * Holds messages back so that types and tenants keep to their rates; see {@link Throttle}, which may be handed in to be
 * shared between buses and drained on shutdown. A nested message passes: its parent has been let in, and may hold a
 * transaction.
 *
 * The middleware throws a {@link BackPressureError} with `retryAfterMs` when a message can neither go on nor wait: nothing
 * was executed.
 */
export function throttle(limits: ThrottleOptions | Throttle): Middleware {
  const throttled = limits instanceof Throttle ? limits : new Throttle(limits)
  return async ({ message, metadata, signal, deadline, parent }, next) => {
    if (parent !== undefined) return next()
    const { type } = message
    return throttled.run({ type, tenant: metadata.tenant }, next, { signal, deadline })
  }
}
