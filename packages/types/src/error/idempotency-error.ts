import { UnoError, type UnoErrorOptions } from './uno-error.ts'

/** `running`: the first use of the key has not ended; `payload`: the key was used with another payload. */
export type IdempotencyProblem = 'running' | 'payload'

/** An idempotency key cannot be used for this call. Nothing was executed. */
export class IdempotencyError extends UnoError {
  readonly code = 'ERR_IDEMPOTENCY' as const
  readonly retryable: boolean
  readonly problem: IdempotencyProblem

  constructor(problem: IdempotencyProblem, options: UnoErrorOptions = {}) {
    super(
      problem === 'running'
        ? 'a command with this idempotency key is still running'
        : 'this idempotency key was used with another payload',
      options,
    )
    this.problem = problem
    this.retryable = problem === 'running'
  }
}
