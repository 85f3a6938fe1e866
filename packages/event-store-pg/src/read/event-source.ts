import type { EventCodec, RecordedEvent, SqlConnection, TenantId } from '@uno-ts/types'
import { recordedEvent, type EventRow } from './event-row.ts'
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

/** Turns rows into events, through the codec when there is one. */
export function decodeRows(source: EventSource, rows: readonly EventRow[]): readonly RecordedEvent[] {
  const events = rows.map((row) => recordedEvent(row, source.tenant))
  return source.codec?.decode(events) ?? events
}
