import { UnoError, type UnoErrorOptions } from './uno-error.ts'

/** A call was made with a value it cannot take. The message says what was expected and found; nothing was done. */
export class InvalidArgumentError extends UnoError {
  readonly code = 'ERR_INVALID_ARGUMENT' as const
  readonly retryable = false

  constructor(message: string, options: UnoErrorOptions = {}) {
    super(message, options)
  }
}
