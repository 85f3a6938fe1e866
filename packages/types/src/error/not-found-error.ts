import { UnoError, type UnoErrorOptions } from './uno-error.ts'

/** Something that was asked for by its id does not exist. */
export class NotFoundError extends UnoError {
  readonly code = 'ERR_NOT_FOUND' as const
  readonly retryable = false
  /** What was looked for: `order`, `product`. */
  readonly subject: string

  constructor(subject: string, options: UnoErrorOptions = {}) {
    super(`there is no such ${subject}`, options)
    this.subject = subject
  }
}
