import {
  globalPosition,
  type GlobalPosition,
  type MessageMetadata,
  type RecordedEvent,
  type StreamId,
  type Tag,
  type TenantId,
} from '@uno-ts/types'

/** An event as the log keeps it. Data and metadata are JSON texts: no caller holds a piece of what was recorded. */
export interface StoredEvent {
  readonly tenant: TenantId
  readonly id: string
  readonly streamId: StreamId
  readonly streamVersion: number
  readonly globalPosition: GlobalPosition
  readonly type: string
  readonly schemaVersion: number
  readonly tags: readonly Tag[]
  readonly correlationId: string | undefined
  readonly data: string
  readonly metadata: string
  readonly recordedAt: number
}

/** The event as readers get it, a fresh copy at every read. */
export function recordedEvent(stored: StoredEvent): RecordedEvent {
  return {
    type: stored.type,
    data: JSON.parse(stored.data) as unknown,
    id: stored.id,
    schemaVersion: stored.schemaVersion,
    tags: [...stored.tags],
    metadata: JSON.parse(stored.metadata) as MessageMetadata, // written from one
    tenant: stored.tenant,
    streamId: stored.streamId,
    streamVersion: stored.streamVersion,
    globalPosition: globalPosition(stored.globalPosition),
    recordedAt: new Date(stored.recordedAt),
  }
}
