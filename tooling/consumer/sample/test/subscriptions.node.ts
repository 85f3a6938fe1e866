// The same suites under Node's own runner: `node --test`.
import { embedded } from '@uno-ts/embedded'
import { migrate, PostgresEventStore } from '@uno-ts/event-store-pg'
import { eventStoreMigrations } from '@uno-ts/event-store-pg/migrations'
import { registerCases, subscriptionCases } from '@uno-ts/testing/conformance/cases'
import { after, describe, it } from 'node:test'

const database = await embedded()
await migrate(database.pool, [eventStoreMigrations])
after(() => database.close())

let tenants = 0
registerCases({ describe, it }, 'subscriptions to the store of the shop', {
  topics: subscriptionCases,
  capabilities: [],
  factory: async () => ({
    store: new PostgresEventStore({ pool: database.pool, tenant: `node-${++tenants}`, pollIntervalMs: 20 }),
    dispose: () => undefined,
  }),
})
