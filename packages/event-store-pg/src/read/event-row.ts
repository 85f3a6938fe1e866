import type { GlobalPosition, MessageMetadata, RecordedEvent, StreamId, TenantId } from '@uno-ts/types'

/** The columns every read of events selects, in the order of {@link EventRow}. */
export const eventColumns =
  'e.global_position, e.stream_id, e.stream_version, e.event_id, e.type, e.schema_version, e.tags, e.data, e.metadata, e.recorded_at'

/** One event as the driver gives it, row mode `array`. */
export type EventRow = readonly [
  globalPosition: string,
  streamId: string,
  streamVersion: string,
  eventId: string,
  type: string,
  schemaVersion: number,
  tags: string[] | null,
  data: unknown,
  metadata: MessageMetadata,
  recordedAt: Date,
]

const noTags: readonly string[] = []

/** Gives a row of the log the shape callers know. */
export function recordedEvent(row: EventRow, tenant: TenantId): RecordedEvent {
  return {
    type: row[4],
    data: row[7],
    id: row[3],
    schemaVersion: row[5],
    tags: row[6] ?? noTags,
    metadata: row[8],
    tenant,
    streamId: row[1] as StreamId, // only stream ids are ever stored
    streamVersion: Number(row[2]),
    globalPosition: BigInt(row[0]) as GlobalPosition, // only positions are ever stored
    recordedAt: row[9],
  }
}
