import { UnoError, type UnoErrorOptions } from './uno-error.ts'

/** The database lacks what a call needs, such as the extension `vector`. Everything else goes on working. */
export class CapabilityError extends UnoError {
  readonly code = 'ERR_CAPABILITY' as const
  readonly retryable = false
  /** What is missing: `vector`, `age`, `pg_trgm`. */
  readonly capability: string

  constructor(capability: string, howToGetIt: string, options: UnoErrorOptions = {}) {
    super(`the database has no "${capability}": ${howToGetIt}`, options)
    this.capability = capability
  }
}
