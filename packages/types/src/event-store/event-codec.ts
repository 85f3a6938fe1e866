import type { Json } from '../json/json.ts'
import type { Event, RecordedEvent } from '../message/event.ts'

/** An event's type, shape and data as they are stored. */
export interface EncodedEvent {
  readonly type: string
  readonly schemaVersion: number
  readonly data: Json
}

/**
 * Stands between events in the program and events in the store: validates on the way in, brings old shapes up to date on
 * the way out.
 */
export interface EventCodec {
  /** @throws ValidationError when the data does not fit the type's schema: nothing was written */
  encode(event: Event): EncodedEvent
  /**
   * Takes stored events in order and gives today's: one may become several, several one, or none.
   *
   * @throws EventDecodingError for an unknown type or version, unless the codec's policy says otherwise
   */
  decode(events: readonly RecordedEvent[]): readonly RecordedEvent[]
}
