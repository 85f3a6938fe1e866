import { UnoError } from './uno-error.ts'

/** An error that came from another process as JSON: the code, message and facts it had there, without a stack of ours. */
export class ForeignError extends UnoError {
  readonly code: string
  readonly retryable: boolean

  constructor(code: string, message: string, retryable: boolean) {
    super(message)
    this.code = code
    this.retryable = retryable
  }
}
