import { embedded } from '@uno-ts/embedded'
import { migrate, PostgresEventStore } from '@uno-ts/event-store-pg'
import { eventStoreMigrations } from '@uno-ts/event-store-pg/migrations'
import { describeEventStore } from '@uno-ts/testing/conformance'
import { afterAll } from 'vitest'

const database = await embedded()
await migrate(database.pool, [eventStoreMigrations])
afterAll(() => database.close())

let tenants = 0
describeEventStore(
  'the store of the shop',
  async () => ({
    store: new PostgresEventStore({ pool: database.pool, tenant: `tenant-${++tenants}`, pollIntervalMs: 20 }),
    dispose: () => undefined,
  }),
  [],
)
