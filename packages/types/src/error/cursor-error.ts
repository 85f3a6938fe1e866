import { UnoError, type UnoErrorOptions } from './uno-error.ts'

/** A page cursor is not one of ours, was changed, or was made for another sort or filter. Ask for the first page again. */
export class CursorError extends UnoError {
  readonly code = 'ERR_CURSOR' as const
  readonly retryable = false

  constructor(message: string, options: UnoErrorOptions = {}) {
    super(message, options)
  }
}
