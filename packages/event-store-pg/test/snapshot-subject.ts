import type { SnapshotSubject } from '@uno-ts/testing/conformance'
import type { Pool } from 'pg'
import { PostgresEventStore, PostgresSnapshotStore } from '../src/index.ts'
import { damageSnapshot } from './damage-snapshot.ts'

let tenants = 0

/** A snapshot store for a case of the conformance suite, with the event store that loads from it. */
export async function snapshotSubject(pool: Pool): Promise<SnapshotSubject> {
  const tenant = `snapshots-${++tenants}`
  return {
    store: new PostgresSnapshotStore({ pool, tenant }),
    eventStore: new PostgresEventStore({ pool, tenant }),
    damage: (streamId, damage) => damageSnapshot(pool, { tenant, streamId }, damage),
    dispose: () => undefined,
  }
}
