import { embedded, type EmbeddedDatabase } from '@uno-ts/embedded'
import { describeSnapshots } from '@uno-ts/testing/conformance'
import { afterAll, beforeAll } from 'vitest'
import { damageSnapshot } from '../../test/damage-snapshot.ts'
import { eventStoreMigrations } from '../migrations.ts'
import { PostgresEventStore } from '../postgres-event-store.ts'
import { migrate } from '../schema/migrate.ts'
import { PostgresSnapshotStore } from './postgres-snapshot-store.ts'

let database: EmbeddedDatabase
let tenants = 0

beforeAll(async () => {
  database = await embedded()
  await migrate(database.pool, [eventStoreMigrations])
})
afterAll(() => database.close())

describeSnapshots(
  'PostgresSnapshotStore on the embedded database',
  async () => {
    const { pool } = database
    const tenant = `tenant-${++tenants}`
    return {
      store: new PostgresSnapshotStore({ pool, tenant }),
      eventStore: new PostgresEventStore({ pool, tenant }),
      damage: (streamId, damage) => damageSnapshot(pool, { tenant, streamId }, damage),
      dispose: () => undefined,
    }
  },
  ['queries', 'damage'],
)
