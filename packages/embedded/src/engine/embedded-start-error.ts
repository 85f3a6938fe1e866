import { UnoError, type UnoErrorOptions } from '@uno-ts/types'

/** The embedded database did not start. Its data was not touched. */
export class EmbeddedStartError extends UnoError {
  readonly code = 'ERR_EMBEDDED_START' as const
  readonly retryable = false
  /** The folder of the data; `undefined` when it was to be in memory. */
  readonly dir: string | undefined

  constructor(dir: string | undefined, reason: string, options: UnoErrorOptions = {}) {
    const where = dir === undefined ? 'in memory' : `in ${dir}`
    super(`the embedded database does not start ${where}${reason === '' ? '' : `: ${reason}`}`, options)
    this.dir = dir
  }
}
