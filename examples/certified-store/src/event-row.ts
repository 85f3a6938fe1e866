import {
  globalPosition,
  parseStreamId,
  type Event,
  type MessageMetadata,
  type RecordedEvent,
} from '@uno-ts/types'
import type { SQLOutputValue } from 'node:sqlite'

type Row = Record<string, SQLOutputValue>

/** The event of a row. What was appended as events of the caller's types is read as such. */
export function recordedEvent<Recorded extends Event>(row: Row): RecordedEvent<Recorded> {
  const event: RecordedEvent = {
    type: String(row['type']),
    data: JSON.parse(String(row['data'])) as unknown,
    id: String(row['id']),
    schemaVersion: Number(row['schema_version']),
    tags: JSON.parse(String(row['tags'])) as readonly string[], // written from one
    metadata: JSON.parse(String(row['metadata'])) as MessageMetadata, // written from one
    tenant: String(row['tenant']),
    streamId: parseStreamId(String(row['stream'])),
    streamVersion: Number(row['version']),
    globalPosition: globalPosition(Number(row['position'])),
    recordedAt: new Date(Number(row['recorded_at'])),
  }
  return event as RecordedEvent<Recorded>
}
