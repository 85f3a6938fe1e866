import type { GlobalPosition } from '../identity/global-position.ts'
import type { StreamId } from '../identity/stream-id.ts'
import { UnoError, type UnoErrorOptions } from './uno-error.ts'

/** Why a stored event cannot be read: its type is not known, its version is not, or its data does not fit them. */
export type EventDecodingReason = 'unknown-type' | 'unknown-version' | 'data'

/** The facts of an {@link EventDecodingError}: which stored event it is. */
export interface EventDecodingErrorOptions extends UnoErrorOptions {
  /** What is wrong with it. */
  readonly reason?: EventDecodingReason | undefined
  /** The type it was stored under. */
  readonly eventType?: string | undefined
  /** The version it was stored with. */
  readonly schemaVersion?: number | undefined
  /** The stream it stands in. */
  readonly streamId?: StreamId | undefined
  /** Its place in the stream. */
  readonly streamVersion?: number | undefined
  /** Its place in the log. */
  readonly globalPosition?: GlobalPosition | undefined
}

/** A stored event cannot be turned into one this program knows: an unknown type or version, or data that an upcaster refuses. */
export class EventDecodingError extends UnoError {
  readonly code = 'ERR_EVENT_DECODING' as const
  readonly retryable = false
  /** Absent when the thrower could not tell. */
  readonly reason: EventDecodingReason | undefined
  readonly eventType: string | undefined
  readonly schemaVersion: number | undefined
  readonly streamId: StreamId | undefined
  readonly streamVersion: number | undefined
  readonly globalPosition: GlobalPosition | undefined

  constructor(message: string, options: EventDecodingErrorOptions = {}) {
    super(message, options)
    this.reason = options.reason
    this.eventType = options.eventType
    this.schemaVersion = options.schemaVersion
    this.streamId = options.streamId
    this.streamVersion = options.streamVersion
    this.globalPosition = options.globalPosition
  }
}
