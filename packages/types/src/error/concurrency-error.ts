import type { StreamId } from '../identity/stream-id.ts'
import type { ExpectedVersion } from '../event-store/append.ts'
import { UnoError, type UnoErrorOptions } from './uno-error.ts'

/** The facts of a {@link ConcurrencyError}: either a stream that moved, or a condition that no longer holds. */
export interface ConcurrencyErrorOptions extends UnoErrorOptions {
  /** The stream that moved; absent when an append condition failed. */
  readonly streamId?: StreamId | undefined
  /** The version the caller decided upon. */
  readonly expected?: ExpectedVersion | undefined
  /** The version that was found; 0 means the stream does not exist. Absent when it could not be read. */
  readonly actual?: number | undefined
}

/**
 * Somebody else appended first: a stream is not at the expected version, or events that a condition forbids exist.
 * Nothing of the append was written; loading again and deciding again is safe.
 */
export class ConcurrencyError extends UnoError {
  readonly code = 'ERR_CONCURRENCY' as const
  readonly retryable = true
  readonly streamId: StreamId | undefined
  readonly expected: ExpectedVersion | undefined
  readonly actual: number | undefined

  constructor(options: ConcurrencyErrorOptions = {}) {
    const { streamId, expected, actual } = options
    super(
      streamId === undefined
        ? 'events that the append condition forbids were appended since its marker'
        : `stream "${streamId}" is at version ${actual ?? 'unknown'}, expected ${expected ?? 'any'}`,
      options,
    )
    this.streamId = streamId
    this.expected = expected
    this.actual = actual
  }
}
