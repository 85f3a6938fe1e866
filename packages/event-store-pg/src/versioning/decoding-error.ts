import { EventDecodingError, type EventDecodingReason, type RecordedEvent } from '@uno-ts/types'

/** Says what is wrong with a stored event and which one it is, never what it holds. */
export function decodingError(
  event: RecordedEvent,
  what: string,
  { reason = 'data', cause }: { readonly reason?: EventDecodingReason; readonly cause?: unknown } = {},
): EventDecodingError {
  const { type: eventType, schemaVersion, streamId, streamVersion, globalPosition } = event
  return new EventDecodingError(
    `${what}: "${eventType}" version ${schemaVersion} at version ${streamVersion} of stream "${streamId}", position ${globalPosition}`,
    { cause, reason, eventType, schemaVersion, streamId, streamVersion, globalPosition },
  )
}
