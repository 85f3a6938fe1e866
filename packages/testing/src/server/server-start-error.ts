import { UnoError, type UnoErrorOptions } from '@uno-ts/types'

/** A server program was found but did not come up, or did not go away. Whatever was started has been ended. */
export class ServerStartError extends UnoError {
  readonly code = 'ERR_SERVER_START' as const
  readonly retryable = false
  /** The end of what the program wrote to its standard error. */
  readonly log: string

  constructor(message: string, log: string, options: UnoErrorOptions = {}) {
    super(log === '' ? message : `${message}\n${log}`, options)
    this.log = log
  }
}
