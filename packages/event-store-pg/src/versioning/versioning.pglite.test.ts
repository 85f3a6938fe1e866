import { embedded, type EmbeddedDatabase } from '@uno-ts/embedded'
import { afterAll, beforeAll } from 'vitest'
import { describeVersioning } from '../../test/describe-versioning.ts'
import { eventStoreMigrations } from '../migrations.ts'
import { PostgresEventStore } from '../postgres-event-store.ts'
import { migrate } from '../schema/migrate.ts'

let database: EmbeddedDatabase
let tenants = 0

beforeAll(async () => {
  database = await embedded()
  await migrate(database.pool, [eventStoreMigrations])
})
afterAll(() => database.close())

describeVersioning('old events on the embedded database', async (codec) => {
  const tenant = `tenant-${++tenants}`
  return new PostgresEventStore({ pool: database.pool, tenant, codec, pollIntervalMs: 20 })
})
