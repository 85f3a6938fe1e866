import type { EncodedEvent, Event, EventCodec, RecordedEvent, StreamPlace } from '@uno-ts/types'

/** A codec that lets a test write what older programs wrote. */
export class WithHistory implements EventCodec {
  readonly #codec: Required<EventCodec>
  #past = false

  constructor(codec: Required<EventCodec>) {
    this.#codec = codec
  }

  /** Appends without checks for as long as `write` runs. */
  async inThePast<Result>(write: () => Promise<Result>): Promise<Result> {
    this.#past = true
    try {
      return await write()
    } finally {
      this.#past = false
    }
  }

  encode(event: Event): EncodedEvent {
    if (!this.#past) return this.#codec.encode(event)
    const { type, schemaVersion = 1, data } = event
    return { type, schemaVersion, data: data as EncodedEvent['data'] } // tests write JSON
  }

  decode(events: readonly RecordedEvent[], neighbours: readonly RecordedEvent[]): readonly RecordedEvent[] {
    return this.#codec.decode(events, neighbours)
  }

  neighbours(events: readonly RecordedEvent[]): readonly StreamPlace[] {
    return this.#codec.neighbours(events)
  }

  storedTypes(types: readonly string[]): readonly string[] {
    return this.#codec.storedTypes(types)
  }
}
