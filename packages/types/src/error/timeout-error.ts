import { UnoError, type UnoErrorOptions } from './uno-error.ts'

/** Something did not happen within its time. Whether it happens later is not known. */
export class TimeoutError extends UnoError {
  readonly code = 'ERR_TIMEOUT' as const
  readonly retryable = true

  constructor(message: string, options: UnoErrorOptions = {}) {
    super(message, options)
  }
}
