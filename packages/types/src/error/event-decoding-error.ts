import { UnoError, type UnoErrorOptions } from './uno-error.ts'

/** A stored event cannot be turned into one this program knows: an unknown type or version, or data that an upcaster refuses. */
export class EventDecodingError extends UnoError {
  readonly code = 'ERR_EVENT_DECODING' as const
  readonly retryable = false

  constructor(message: string, options: UnoErrorOptions = {}) {
    super(message, options)
  }
}
