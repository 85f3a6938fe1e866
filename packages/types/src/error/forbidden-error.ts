import { UnoError, type UnoErrorOptions } from './uno-error.ts'

/** The caller is known but may not do this. Nothing was executed. */
export class ForbiddenError extends UnoError {
  readonly code = 'ERR_FORBIDDEN' as const
  readonly retryable = false

  constructor(message: string, options: UnoErrorOptions = {}) {
    super(message, options)
  }
}
