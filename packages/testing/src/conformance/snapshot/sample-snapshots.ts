import { streamId, type Snapshot, type StreamId } from '@uno-ts/types'
import { numberedFrom } from '../event-store/sample-events.ts'
import type { SnapshotSubject } from './snapshot-subject.ts'

/** A stream of the category `account`. */
export function account(id: string): StreamId {
  return streamId('account', id)
}

/** Appends events with the numbers 1 to `count` to a new stream. */
export async function filled(
  { eventStore }: SnapshotSubject,
  count: number,
  options: { readonly id?: string; readonly tenant?: string } = {},
): Promise<StreamId> {
  const { id = '1', tenant } = options
  const stream = account(id)
  await eventStore.append(stream, numberedFrom(1, count), { expectedVersion: 'no-stream', tenant })
  return stream
}

/** A snapshot of the first shape with a state that names its version. */
export function snapshotAt(streamVersion: number, more: Partial<Snapshot> = {}): Snapshot {
  return {
    streamId: account('1'),
    streamVersion,
    schemaVersion: 1,
    state: { until: streamVersion },
    takenAt: new Date('2026-02-03T04:05:06.789Z'),
    ...more,
  }
}
