import {
  checkEvent,
  InvalidArgumentError,
  type EncodedEvent,
  type Event,
  type EventCodec,
  type MessageMetadata,
  type Tag,
} from '@uno-ts/types'
import { mergedMetadata } from './merged-metadata.ts'

/** One event as it is written: everything that is known before its stream's version is. */
export interface EventRecord {
  readonly id: string
  readonly type: string
  readonly schemaVersion: number
  /** JSON. */
  readonly data: string
  /** JSON. */
  readonly metadata: string
  readonly tags: readonly Tag[] | undefined
}

/** Checks one event and writes its parts as JSON. */
export function encodeEvent(
  event: Event,
  id: string,
  options: { readonly metadata: MessageMetadata | undefined; readonly codec: EventCodec | undefined },
): EventRecord {
  const { type, schemaVersion, data } = options.codec?.encode(event) ?? plain(event)
  const { tags } = event
  checkEvent({ type, schemaVersion, tags })
  const merged = mergedMetadata(options.metadata, event.metadata)
  const metadata = options.codec?.encodeMetadata?.(merged) ?? merged
  return {
    id,
    type,
    schemaVersion,
    data: jsonText(data, { of: 'data', type }),
    metadata: jsonText(metadata, { of: 'metadata', type }),
    tags: tags === undefined || tags.length === 0 ? undefined : [...new Set(tags)],
  }
}

/** Events of one stream as JSON objects with their ordinals, for the functions that take many events. */
export function eventsJson(events: readonly EventRecord[], stream: number): string {
  return events.map((event, index) => eventJson(event, stream, index + 1)).join(',')
}

function eventJson(event: EventRecord, stream: number, ordinal: number): string {
  const { id, type, schemaVersion, data, metadata } = event
  // PostgreSQL refuses \u0000 and lone surrogates anywhere in a document it takes apart, but not in one it only keeps.
  const documents =
    unkeepable.test(data) || unkeepable.test(metadata)
      ? `"x":${JSON.stringify(data)},"y":${JSON.stringify(metadata)}`
      : `"d":${data},"m":${metadata}`
  const version = schemaVersion === 1 ? '' : `,"n":${schemaVersion}`
  const tags = event.tags === undefined ? '' : `,"g":${JSON.stringify(event.tags)}`
  return `{"s":${stream},"k":${ordinal},"i":"${id}","t":${JSON.stringify(type)}${version}${tags},${documents}}`
}

const unkeepable = /\\u(0000|d[89a-f])/i

function plain(event: Event): EncodedEvent {
  // Whatever JSON.stringify takes: checked when the text is made.
  return {
    type: event.type,
    schemaVersion: event.schemaVersion ?? 1,
    data: event.data as EncodedEvent['data'],
  }
}

function jsonText(value: unknown, what: { readonly of: 'data' | 'metadata'; readonly type: string }): string {
  try {
    return JSON.stringify(value) ?? 'null'
  } catch (cause) {
    throw new InvalidArgumentError(
      `the ${what.of} of "${what.type}" cannot be written as JSON: expected plain objects, lists, texts, numbers and booleans, found ${
        cause instanceof Error && /BigInt/i.test(cause.message) ? 'a bigint' : 'a circle or a failing toJSON'
      }`,
      { cause },
    )
  }
}
