import { UnoError, type UnoErrorOptions } from './uno-error.ts'

/** The facts of a {@link ConfigurationError}. */
export interface ConfigurationErrorOptions extends UnoErrorOptions {
  /** Which setting: `eventStore.poolSize`, or the name of a variable. */
  readonly path?: string | undefined
}

/** A setting is missing, contradicts another, or cannot be used here. Found at start, before anything was done. */
export class ConfigurationError extends UnoError {
  readonly code = 'ERR_CONFIGURATION' as const
  readonly retryable = false
  readonly path: string | undefined

  constructor(message: string, options: ConfigurationErrorOptions = {}) {
    super(message, options)
    this.path = options.path
  }
}
