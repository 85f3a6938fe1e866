import { UnoError, type UnoErrorOptions } from './uno-error.ts'

/** The facts of a {@link DatabaseError}. */
export interface DatabaseErrorOptions extends UnoErrorOptions {
  /** The server's five-character code, when the server answered. */
  readonly sqlState?: string | undefined
  /** Default true: a lost connection, a deadlock, a restart. */
  readonly retryable?: boolean | undefined
}

/**
 * The database could not be reached, broke off, or refused a statement. When a commit was under way its outcome is
 * unknown; appends with event ids are safe to repeat.
 */
export class DatabaseError extends UnoError {
  readonly code = 'ERR_DATABASE' as const
  readonly retryable: boolean
  readonly sqlState: string | undefined

  constructor(message: string, options: DatabaseErrorOptions = {}) {
    super(message, options)
    this.retryable = options.retryable ?? true
    this.sqlState = options.sqlState
  }
}
