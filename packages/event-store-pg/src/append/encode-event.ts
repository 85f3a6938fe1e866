import {
  InvalidArgumentError,
  type EncodedEvent,
  type Event,
  type EventCodec,
  type MessageMetadata,
  type Tag,
} from '@uno-ts/types'
import { mergedMetadata } from './merged-metadata.ts'

/** Where an event goes, for the append function. */
export interface EventPlace {
  /** From 1, among the events of its stream. */
  readonly ordinal: number
  readonly id: string
}

/**
 * Writes one event as the JSON object the append function reads, without its first field: the stream's ordinal is known
 * when plans are put together. See {@link placed}.
 */
export function encodeEvent(
  event: Event,
  place: EventPlace,
  options: { readonly metadata: MessageMetadata | undefined; readonly codec: EventCodec | undefined },
): string {
  const { type, schemaVersion, data } = options.codec?.encode(event) ?? plain(event)
  if (type === '' || type.length > 256) {
    throw new InvalidArgumentError(`an event's type has 1 to 256 characters, found ${type.length}`)
  }
  const text = dataText(type, data)
  // PostgreSQL refuses \u0000 and lone surrogates anywhere in a document it takes apart, but not in one it only keeps.
  const kept = /\\u(0000|d[89a-f])/i.test(text) ? `"x":${JSON.stringify(text)}` : `"d":${text}`
  const version = schemaVersion === 1 ? '' : `,"n":${schemaVersion}`
  const tags =
    event.tags === undefined || event.tags.length === 0
      ? ''
      : `,"g":${JSON.stringify(checkedTags(event.tags))}`
  return (
    `"k":${place.ordinal},"i":"${place.id}","t":${JSON.stringify(type)}${version}${tags},` +
    `"m":${JSON.stringify(mergedMetadata(options.metadata, event.metadata))},${kept}}`
  )
}

/** Events of one stream, as {@link encodeEvent} wrote them, with the ordinal of their stream. */
export function placed(events: readonly string[], stream: number): string {
  return events.map((event) => `{"s":${stream},${event}`).join(',')
}

function plain(event: Event): EncodedEvent {
  // Whatever JSON.stringify takes: checked when the text is made.
  return {
    type: event.type,
    schemaVersion: event.schemaVersion ?? 1,
    data: event.data as EncodedEvent['data'],
  }
}

function dataText(type: string, data: unknown): string {
  try {
    return JSON.stringify(data) ?? 'null'
  } catch (cause) {
    throw new InvalidArgumentError(
      `the data of "${type}" cannot be written as JSON: expected plain objects, lists, texts, numbers and booleans, found ${
        cause instanceof Error && /BigInt/i.test(cause.message) ? 'a bigint' : 'a circle or a failing toJSON'
      }`,
      { cause },
    )
  }
}

function checkedTags(tags: readonly Tag[]): readonly Tag[] {
  for (const tag of tags) {
    if (tag.length === 0 || tag.length > 256) {
      throw new InvalidArgumentError(`a tag has 1 to 256 characters, found ${tag.length}`)
    }
  }
  return [...new Set(tags)]
}
