import {
  checkEvent,
  eventId,
  InvalidArgumentError,
  type Event,
  type EventCodec,
  type MessageMetadata,
  type NewId,
  type Tag,
} from '@uno-ts/types'

/** A checked event that has its id and its JSON, but no place in the log yet. */
export interface EventDraft {
  readonly id: string
  readonly type: string
  readonly schemaVersion: number
  readonly tags: readonly Tag[]
  readonly correlationId: string | undefined
  readonly data: string
  readonly metadata: string
}

/**
 * Checks an event and copies it, with the append's metadata under its own.
 *
 * @throws InvalidArgumentError naming what cannot be recorded
 * @throws whatever the codec throws
 */
export function draftEvent(event: Event, options: DraftOptions): EventDraft {
  const { type, schemaVersion = 1, data } = options.codec?.encode(event) ?? event
  const { tags = [] } = event
  checkEvent({ type, schemaVersion, tags })
  const merged = { ...options.metadata, ...given(event.metadata) }
  const metadata = options.codec?.encodeMetadata?.(merged) ?? merged
  return {
    id: event.id === undefined ? options.newId() : eventId(event.id),
    type,
    schemaVersion,
    tags: [...new Set(tags)],
    correlationId: metadata.correlationId,
    data: jsonOf(data, `the data of "${type}"`),
    metadata: jsonOf(metadata, `the metadata of "${type}"`),
  }
}

/** What an event is drafted with. */
export interface DraftOptions {
  readonly metadata: MessageMetadata | undefined
  readonly newId: NewId
  readonly codec: EventCodec | undefined
}

/** Without the fields that are `undefined`: they do not override. */
function given(metadata: MessageMetadata = {}): MessageMetadata {
  return Object.fromEntries(Object.entries(metadata).filter(([, value]) => value !== undefined))
}

function jsonOf(value: unknown, what: string): string {
  try {
    const text: string | undefined = JSON.stringify(value)
    return text ?? 'null' // undefined and functions have no JSON
  } catch (cause) {
    throw new InvalidArgumentError(`${what} is JSON, found a value JSON cannot carry`, { cause })
  }
}
