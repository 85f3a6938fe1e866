import { UnoError } from '@uno-ts/types'

/** The facts of a {@link ServiceUnavailableError}. */
export interface ServiceUnavailableErrorOptions {
  /** What was wanted: `PostgreSQL 18`, `Redis`. */
  readonly service: string
  /** Each place that was looked at and why it would not do, in the order they were tried. */
  readonly attempts: readonly string[]
  /** What a person can do about it, as the end of a sentence: `install redis-server or set REDIS_URL`. */
  readonly remedy: string
}

/** A test needs a server that this machine can neither reach nor start. Nothing is left running. */
export class ServiceUnavailableError extends UnoError {
  readonly code = 'ERR_SERVICE_UNAVAILABLE' as const
  readonly retryable = false
  readonly service: string
  readonly attempts: readonly string[]
  readonly remedy: string

  constructor({ service, attempts, remedy }: ServiceUnavailableErrorOptions) {
    super(`${service} is not to be had here (${attempts.join('; ')}): ${remedy}`)
    this.service = service
    this.attempts = attempts
    this.remedy = remedy
  }
}
