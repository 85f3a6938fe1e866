import type { StreamId } from '../identity/stream-id.ts'
import { UnoError, type UnoErrorOptions } from './uno-error.ts'

/** The stream was archived: it can be read by its id, and nothing is appended to it. Nothing was written. */
export class StreamArchivedError extends UnoError {
  readonly code = 'ERR_STREAM_ARCHIVED' as const
  readonly retryable = false
  readonly streamId: StreamId

  constructor(streamId: StreamId, options: UnoErrorOptions = {}) {
    super(`stream "${streamId}" is archived: nothing is appended to it`, options)
    this.streamId = streamId
  }
}
