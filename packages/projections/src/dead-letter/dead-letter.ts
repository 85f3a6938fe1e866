import { isUnoError, type DeadLetter, type Json, type RecordedEvent } from '@uno-ts/types'
import type { Projector } from '../define/projector.ts'
import { failureCause } from '../failure/failure-cause.ts'

/** What is said of an event that was refused: by what, and how often it was tried. */
export interface Refusal {
  readonly error: unknown
  readonly attempts: number
}

/** The letter of an event that was refused, or that waits behind one of its key. */
export function deadLetter(projector: Projector, event: RecordedEvent, refusal?: Refusal): DeadLetter {
  return {
    key: projector.keyOf(event),
    slice: projector.sliceOf(event),
    eventId: event.id,
    eventType: event.type,
    streamId: event.streamId,
    streamVersion: event.streamVersion,
    globalPosition: event.globalPosition,
    payload: jsonOf(event.data),
    failure: refusal && {
      cause: failureCause(refusal.error),
      code: isUnoError(refusal.error) ? refusal.error.code : 'ERR_UNEXPECTED',
      message: refusal.error instanceof Error ? refusal.error.message : String(refusal.error),
    },
    attempts: refusal?.attempts ?? 0,
  }
}

/** The data as somebody can look at it: bigints stand there as text. */
function jsonOf(data: unknown): Json {
  const text = JSON.stringify(data, (_key, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  )
  return text === undefined ? null : (JSON.parse(text) as Json) // JSON.parse of a JSON text is JSON
}
