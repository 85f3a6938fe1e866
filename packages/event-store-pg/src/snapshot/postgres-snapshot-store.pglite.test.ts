import { embedded, type EmbeddedDatabase } from '@uno-ts/embedded'
import { describeSnapshots } from '@uno-ts/testing/conformance'
import { afterAll, beforeAll } from 'vitest'
import { snapshotSubject } from '../../test/snapshot-subject.ts'
import { eventStoreMigrations } from '../migrations.ts'
import { migrate } from '../schema/migrate.ts'

let database: EmbeddedDatabase

beforeAll(async () => {
  database = await embedded()
  await migrate(database.pool, [eventStoreMigrations])
})
afterAll(() => database.close())

describeSnapshots('PostgresSnapshotStore on the embedded database', () => snapshotSubject(database.pool), [
  'queries',
  'damage',
])
