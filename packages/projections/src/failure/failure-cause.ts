import { isUnoError, type ProjectionFailureCause } from '@uno-ts/types'
import { isTransient } from './is-transient.ts'

const sqlState = /^[0-9A-Z]{5}$/

/** Why projecting failed, by what was thrown; looks through what wraps it. */
export function failureCause(error: unknown): ProjectionFailureCause {
  if (isTransient(error)) return 'database'
  for (let cause = error, depth = 0; cause instanceof Error && depth < 10; cause = cause.cause, depth += 1) {
    if (isUnoError(cause, 'ERR_LEASE_LOST')) return 'lease-lost'
    if (isUnoError(cause, 'ERR_EVENT_DECODING')) {
      return 'reason' in cause && cause.reason === 'unknown-type' ? 'unknown-type' : 'decoding'
    }
    if ('code' in cause && typeof cause.code === 'string' && sqlState.test(cause.code)) return 'database'
  }
  return 'handler'
}
