import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { embedded, type EmbeddedDatabase } from '@uno-ts/embedded'
import { describeDcbStore, describeEventStore, describeSubscriptions } from '@uno-ts/testing/conformance'
import { streamId } from '@uno-ts/types'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EventStoreManager } from './manager/event-store-manager.ts'
import { eventStoreMigrations } from './migrations.ts'
import { PostgresEventStore } from './postgres-event-store.ts'
import { migrate } from './schema/migrate.ts'
import { PostgresSignalBus } from './signal/postgres-signal-bus.ts'
import { PostgresUnitOfWorkFactory } from './unit-of-work/postgres-unit-of-work-factory.ts'

const folder = join(mkdtempSync(join(tmpdir(), 'uno-ts-test-')), 'data')
afterAll(() => rmSync(join(folder, '..'), { recursive: true, force: true }))

describe.each([
  ['in memory', undefined],
  ['in a folder', folder],
])('the embedded database %s', (_where, dir) => {
  let database: EmbeddedDatabase
  let tenants = 0

  beforeAll(async () => {
    database = await embedded({ dir })
    await migrate(database.pool, [eventStoreMigrations])
  }, 60_000)
  afterAll(() => database.close())

  // One connection cannot race with itself: 'concurrent-connections' is for native servers.
  async function subject() {
    const tenant = `tenant-${++tenants}`
    const { pool } = database
    const signals = new PostgresSignalBus({ pool })
    const manager = new EventStoreManager({ pool, tenant })
    return {
      store: new PostgresEventStore({ pool, tenant, signals, pollIntervalMs: 20 }),
      archive: manager.archive.bind(manager),
      unarchive: manager.unarchive.bind(manager),
      dispose: () => signals.close(),
    }
  }

  describeEventStore('appends and reads', subject, ['archiving'])
  describeDcbStore('decisions', subject, ['archiving'])
  describeSubscriptions('subscriptions', subject, [])

  describe('a unit of work on the one connection', () => {
    it('reads the stream through the transaction it has opened, then commits both', async () => {
      const eventStore = new PostgresEventStore({ pool: database.pool, tenant: 'unit' })
      const units = new PostgresUnitOfWorkFactory({ eventStore, pool: database.pool })
      await using unit = units.begin({ tenant: 'unit' })
      const transaction = await unit.transaction()
      await transaction.connection.query({ text: 'create table if not exists own (id text)' })
      const { streamVersion } = await eventStore.load(streamId('unit', '1'), { transaction })
      unit.append(streamId('unit', '1'), [{ type: 'Happened', data: {} }], { expectedVersion: streamVersion })
      await expect(unit.commit()).resolves.toMatchObject({ appends: [{ streamVersion: 1 }] })
    })
  })
})
