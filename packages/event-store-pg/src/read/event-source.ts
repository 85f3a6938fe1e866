import type { EventCodec, RecordedEvent, SqlConnection, TenantId } from '@uno-ts/types'
import { recordedEvent, type EventRow } from './event-row.ts'
import { readPlaces } from './read-places.ts'
import type { Statement } from './statement.ts'

/** Where events are read from: what every read needs to know of its store. */
export interface EventSource {
  readonly connection: SqlConnection
  /** Quoted. */
  readonly schema: string
  readonly tenant: TenantId
  readonly codec: EventCodec | undefined
  readonly statement: (text: string) => Statement
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
  const events = rows.map((row) => recordedEvent(row, tenant))
  if (codec === undefined) return events
  const places = codec.neighbours?.(events) ?? []
  if (places.length === 0) return codec.decode(events)
  const neighbours = await readPlaces(source, places, options)
  return codec.decode(
    events,
    neighbours.map((row) => recordedEvent(row, tenant)),
  )
}
