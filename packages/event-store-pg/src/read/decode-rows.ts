import type { RecordedEvent } from '@uno-ts/types'
import { recordedEvent, type EventRow } from './event-row.ts'
import type { EventSource } from './event-source.ts'
import { readPlaces } from './read-places.ts'

/** Rows as events of the shape they were stored in. */
export function recordedEvents({ tenant }: EventSource, rows: readonly EventRow[]): RecordedEvent[] {
  return rows.map((row) => recordedEvent(row, tenant))
}

/**
 * Turns ascending rows into today's events, through the codec when there is one. Rows beside them are fetched when the
 * codec cannot tell without.
 */
export async function decodeRows(
  source: EventSource,
  rows: readonly EventRow[],
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<readonly RecordedEvent[]> {
  const { codec, tenant } = source
  const events = recordedEvents(source, rows)
  if (codec === undefined) return events
  const places = codec.neighbours?.(events) ?? []
  if (places.length === 0) return codec.decode(events)
  const neighbours = await readPlaces(source, places, options)
  return codec.decode(
    events,
    neighbours.map((row) => recordedEvent(row, tenant)),
  )
}
