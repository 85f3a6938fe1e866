import { UnoError, type UnoErrorOptions } from './uno-error.ts'

/** Nobody is signed in, or the credentials are not valid. Nothing was executed. */
export class UnauthenticatedError extends UnoError {
  readonly code = 'ERR_UNAUTHENTICATED' as const
  readonly retryable = false

  constructor(message: string, options: UnoErrorOptions = {}) {
    super(message, options)
  }
}
