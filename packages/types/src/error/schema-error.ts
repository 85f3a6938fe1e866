import { UnoError, type UnoErrorOptions } from './uno-error.ts'

/** The database does not have the tables this version needs: migrations were not run, or a newer version has changed them. */
export class SchemaError extends UnoError {
  readonly code = 'ERR_SCHEMA' as const
  readonly retryable = false

  constructor(message: string, options: UnoErrorOptions = {}) {
    super(message, options)
  }
}
