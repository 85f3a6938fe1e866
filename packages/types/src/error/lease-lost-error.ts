import { UnoError, type UnoErrorOptions } from './uno-error.ts'

/** Another worker holds the lease now. Nothing of the batch was written. */
export class LeaseLostError extends UnoError {
  readonly code = 'ERR_LEASE_LOST' as const
  readonly retryable = true

  constructor(message: string, options: UnoErrorOptions = {}) {
    super(message, options)
  }
}
