import type { GlobalPosition, MessageMetadata, RecordedEvent, StreamId } from '@uno-ts/types'

/** The columns an event is made of. */
export const eventColumns =
  'global_position, stream_id, stream_version, event_id, type, schema_version, tags, data, metadata, recorded_at'

/** A row of events as `pg` gives it with its defaults. */
export interface StoredRow {
  readonly global_position: string
  readonly stream_id: StreamId
  readonly stream_version: string
  readonly event_id: string
  readonly type: string
  readonly schema_version: number
  readonly tags: readonly string[] | null
  readonly data: unknown
  readonly metadata: MessageMetadata
  readonly recorded_at: Date
}

/** Makes an event of a row, as one does by hand. */
export function decodedByHand(row: StoredRow): RecordedEvent {
  return {
    type: row.type,
    data: row.data,
    id: row.event_id,
    schemaVersion: row.schema_version,
    tags: row.tags ?? [],
    metadata: row.metadata,
    tenant: 'default',
    streamId: row.stream_id,
    streamVersion: Number(row.stream_version),
    globalPosition: BigInt(row.global_position) as GlobalPosition, // only positions are ever stored
    recordedAt: row.recorded_at,
  }
}
