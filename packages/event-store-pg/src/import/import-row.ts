import {
  eventId,
  InvalidArgumentError,
  parseStreamId,
  type EventCodec,
  type MessageMetadata,
  type NewId,
  type StreamId,
} from '@uno-ts/types'
import { encodeEvent, type EventRecord } from '../append/encode-event.ts'
import type { ImportedEvent } from './imported-event.ts'

/** An event that is ready to be written, but for its version and position. */
export interface ImportRow extends EventRecord {
  readonly streamId: StreamId
  /** ISO 8601; `undefined` stands for the time of its batch. */
  readonly recordedAt: string | undefined
  /** Whether its id was made for it. */
  readonly ownId: boolean
}

/** A row with its place in its stream and in the log. */
export interface PlacedRow {
  readonly row: ImportRow
  readonly streamVersion: number
  readonly position: bigint
  /** ISO 8601 or as the server prints it. */
  readonly recordedAt: string
}

/** Checks an event and encodes it. @throws InvalidArgumentError, or what the codec throws */
export function importRow(
  event: ImportedEvent,
  options: {
    readonly metadata: MessageMetadata | undefined
    readonly codec: EventCodec | undefined
    readonly newId: NewId
  },
): ImportRow {
  const id = event.id === undefined ? undefined : eventId(event.id)
  return {
    ...encodeEvent(event, id ?? options.newId(), options),
    streamId: parseStreamId(event.streamId),
    recordedAt: event.recordedAt === undefined ? undefined : isoTime(event.recordedAt),
    ownId: id === undefined,
  }
}

function isoTime(time: Date): string {
  const year = time.getUTCFullYear()
  if (Number.isNaN(year) || year < 1 || year > 9999) {
    throw new InvalidArgumentError(
      `an imported event was recorded in the years 1 to 9999, found ${Number.isNaN(year) ? 'an invalid date' : year}`,
    )
  }
  return time.toISOString()
}
