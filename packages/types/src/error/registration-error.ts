import { UnoError, type UnoErrorOptions } from './uno-error.ts'

/** Why a registration is wrong. */
export type RegistrationProblem = 'missing' | 'duplicate'

/** A message type has no handler, or was given a second one. The wiring is wrong: it is the same at every call. */
export class RegistrationError extends UnoError {
  readonly code = 'ERR_REGISTRATION' as const
  readonly retryable = false
  readonly messageType: string
  readonly problem: RegistrationProblem

  constructor(messageType: string, problem: RegistrationProblem, options: UnoErrorOptions = {}) {
    super(
      problem === 'missing'
        ? `no handler is registered for "${messageType}"`
        : `a handler for "${messageType}" is registered already`,
      options,
    )
    this.messageType = messageType
    this.problem = problem
  }
}
