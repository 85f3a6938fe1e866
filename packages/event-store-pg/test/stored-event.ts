import { defaultTenant, globalPosition, streamId, type RecordedEvent } from '@uno-ts/types'

/** An event as a store might give it to its codec; its position is its version unless it is said. */
export function storedEvent(event: Partial<RecordedEvent> & Pick<RecordedEvent, 'type'>): RecordedEvent {
  const { streamVersion = 1 } = event
  return {
    data: {},
    id: `01890000-0000-7000-8000-${streamVersion.toString(16).padStart(12, '0')}`,
    schemaVersion: 1,
    tags: [],
    metadata: {},
    tenant: defaultTenant,
    streamId: streamId('order', '7'),
    streamVersion,
    globalPosition: globalPosition(streamVersion),
    recordedAt: new Date('2026-01-01T00:00:00Z'),
    ...event,
  }
}
