import type {
  Event,
  ExpectedVersion,
  MessageMetadata,
  NewId,
  PlannedEvent,
  StreamId,
  UnitOfWorkOptions,
} from '@uno-ts/types'

/** Writes down what one unit of work plans, with the ids and versions the events will have. */
export class EventPlan {
  readonly #options: UnitOfWorkOptions
  readonly #newId: NewId
  readonly #events: PlannedEvent[] = []
  readonly #versions = new Map<StreamId, number | undefined>()

  constructor(options: UnitOfWorkOptions, newId: NewId) {
    this.#options = options
    this.#newId = newId
  }

  /** All events in the order they were planned. */
  get events(): readonly PlannedEvent[] {
    return this.#events
  }

  /** The events with their ids. */
  identified(events: readonly Event[]): readonly IdentifiedEvent[] {
    return events.map((event) => ({ ...event, id: event.id ?? this.#newId() }))
  }

  /** Takes down events that have their ids. */
  add(
    streamId: StreamId,
    events: readonly Event[],
    options: { readonly expectedVersion: ExpectedVersion; readonly metadata?: MessageMetadata | undefined },
  ): void {
    let streamVersion = this.#versions.has(streamId)
      ? this.#versions.get(streamId)
      : versionBefore(options.expectedVersion)
    const { metadata: ofUnit, tenant = ofUnit?.tenant } = this.#options
    for (const { type, data, id, tags = [], metadata } of this.identified(events)) {
      if (streamVersion !== undefined) streamVersion++
      this.#events.push({
        type,
        data,
        id,
        tags,
        metadata: { ...ofUnit, ...options.metadata, ...metadata },
        tenant,
        streamId,
        streamVersion,
      })
    }
    this.#versions.set(streamId, streamVersion)
  }
}

type IdentifiedEvent = Event & { readonly id: string }

/** The version a stream has before the append, where the expectation says it. */
function versionBefore(expected: ExpectedVersion): number | undefined {
  if (expected === 'no-stream') return 0
  return typeof expected === 'number' ? expected : undefined
}
