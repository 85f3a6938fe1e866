import { UnoError, type UnoErrorOptions } from './uno-error.ts'

/** The database could not be reached, or broke off for a passing reason: a lost connection, a deadlock, a restart. When a commit was under way its outcome is unknown; appends with event ids are safe to repeat. */
export class DatabaseError extends UnoError {
  readonly code = 'ERR_DATABASE' as const
  readonly retryable = true

  constructor(message: string, options: UnoErrorOptions = {}) {
    super(message, options)
  }
}
