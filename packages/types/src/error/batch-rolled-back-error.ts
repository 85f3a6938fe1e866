import { UnoError, type UnoErrorOptions } from './uno-error.ts'

/** The facts of a {@link BatchRolledBackError}. */
export interface BatchRolledBackErrorOptions extends UnoErrorOptions {
  /** The places of the messages that failed, counted from 0, in ascending order. */
  readonly failed: readonly number[]
  /** How many messages the batch had. */
  readonly size: number
  /** Whether this message's handler had run and raised no objection. */
  readonly ran: boolean
}

/** Nothing was written for a message, because another one of its atomic batch failed. It may succeed in another batch. */
export class BatchRolledBackError extends UnoError {
  readonly code = 'ERR_BATCH_ROLLED_BACK' as const
  readonly retryable = true
  /** The places of the messages that failed, counted from 0, in ascending order. */
  readonly failed: readonly number[]
  /** Whether this message's handler had run and raised no objection. */
  readonly ran: boolean

  constructor({ failed, size, ran, ...options }: BatchRolledBackErrorOptions) {
    const others = failed.length > 1 ? ` and ${failed.length - 1} more` : ''
    super(
      `nothing was written: message ${Number(failed[0]) + 1} of ${size}${others} of the batch failed`,
      options,
    )
    this.failed = failed
    this.ran = ran
  }
}
