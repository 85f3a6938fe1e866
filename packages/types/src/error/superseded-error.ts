import { UnoError, type UnoErrorOptions } from './uno-error.ts'

/** This process runs a version of a projection that is no longer the active one. Nothing was written. */
export class SupersededError extends UnoError {
  readonly code = 'ERR_SUPERSEDED' as const
  readonly retryable = false

  constructor(message: string, options: UnoErrorOptions = {}) {
    super(message, options)
  }
}
