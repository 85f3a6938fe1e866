import { UnoError, type UnoErrorOptions } from './uno-error.ts'

/** The facts of a {@link BackPressureError}. */
export interface BackPressureErrorOptions extends UnoErrorOptions {
  /** When it makes sense to come back, in milliseconds from now. */
  readonly retryAfterMs?: number | undefined
}

/** A queue is full or a rate is used up. Nothing was executed; come back after `retryAfterMs`. */
export class BackPressureError extends UnoError {
  readonly code = 'ERR_BACK_PRESSURE' as const
  readonly retryable = true
  readonly retryAfterMs: number | undefined

  constructor(message: string, options: BackPressureErrorOptions = {}) {
    super(message, options)
    this.retryAfterMs = options.retryAfterMs
  }
}
