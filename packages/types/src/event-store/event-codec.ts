import type { StreamId } from '../identity/stream-id.ts'
import type { Json } from '../json/json.ts'
import type { Event, RecordedEvent } from '../message/event.ts'
import type { MessageMetadata } from '../message/metadata.ts'

/** An event's type, shape and data as they are stored. */
export interface EncodedEvent {
  readonly type: string
  readonly schemaVersion: number
  readonly data: Json
}

/** The place of one stored event in its stream. */
export interface StreamPlace {
  readonly streamId: StreamId
  readonly streamVersion: number
}

/**
 * Stands between events in the program and events in the store: validates on the way in, brings old shapes up to date on
 * the way out.
 *
 * What `decode` gives stands at the places of stored events: pages, limits, versions and checkpoints count those, however
 * many events come of them.
 */
export interface EventCodec {
  /** @throws ValidationError when the data does not fit the type's schema: nothing was written */
  encode(event: Event): EncodedEvent
  /**
   * Takes the metadata an event is about to be stored with, its append's under its own, and gives what is stored. Without
   * it: as it is.
   *
   * @throws ValidationError when the application's own fields do not fit: nothing was written
   */
  encodeMetadata?(metadata: MessageMetadata): MessageMetadata
  /**
   * Takes stored events in order, of one stream by version or of many by position, and gives today's: one may become
   * several, several one, or none. What becomes of an event must not depend on which others are given with it, once
   * `neighbours` has been asked.
   *
   * @param neighbours - the stored events at the places that `neighbours` named, as far as there are any: they are looked
   * at, not decoded
   * @throws EventDecodingError for an unknown type or version, unless the codec's policy says otherwise
   */
  decode(events: readonly RecordedEvent[], neighbours?: readonly RecordedEvent[]): readonly RecordedEvent[]
  /**
   * The places beside these events, in their streams, that decide what becomes of them: where several stored events become
   * one, a page may hold only some of them. Without it nothing is ever asked for.
   */
  neighbours?(events: readonly RecordedEvent[]): readonly StreamPlace[]
  /** The stored types that may become events of these types, these included. Without it: these. */
  storedTypes?(types: readonly string[]): readonly string[]
  /** Whether these types have always been stored as they are given back. Without it: they may not have been. */
  isReadAsStored?(types: readonly string[]): boolean
}
