import type { StreamId } from '../identity/stream-id.ts'
import type { ExpectedVersion } from '../event-store/append.ts'
import { UnoError, type UnoErrorOptions } from './uno-error.ts'

/** The facts of a {@link ConcurrencyError}: a stream or row that moved, or a condition that no longer holds. */
export interface ConcurrencyErrorOptions extends UnoErrorOptions {
  /** The stream that moved; absent when an append condition failed. */
  readonly streamId?: StreamId | undefined
  /** What moved when it is no stream: `row "42" of order_summary`. */
  readonly subject?: string | undefined
  /** The version the caller decided upon. */
  readonly expected?: ExpectedVersion | undefined
  /** The version that was found; 0 means it does not exist. Absent when it could not be read. */
  readonly actual?: number | undefined
}

/**
 * Somebody else wrote first: a stream or row is not at the expected version, or events that a condition forbids exist.
 * Nothing was written; loading again and deciding again is safe.
 */
export class ConcurrencyError extends UnoError {
  readonly code = 'ERR_CONCURRENCY' as const
  readonly retryable = true
  readonly streamId: StreamId | undefined
  readonly subject: string | undefined
  readonly expected: ExpectedVersion | undefined
  readonly actual: number | undefined

  constructor(options: ConcurrencyErrorOptions = {}) {
    const { streamId, expected, actual } = options
    const subject = options.subject ?? (streamId === undefined ? undefined : `stream "${streamId}"`)
    super(
      subject === undefined
        ? 'events that the append condition forbids were appended since its marker'
        : `${subject} is at version ${actual ?? 'unknown'}, expected ${expected ?? 'any'}`,
      options,
    )
    this.streamId = streamId
    this.subject = options.subject
    this.expected = expected
    this.actual = actual
  }
}
