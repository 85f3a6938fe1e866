import { describeDcbStore, describeEventStore, describeSubscriptions } from '@uno-ts/testing/conformance'
import { afterAll, beforeAll } from 'vitest'
import { openStore, type OpenStore } from '../test/open-store.ts'
import { EventStoreManager } from './manager/event-store-manager.ts'
import { PostgresEventStore } from './postgres-event-store.ts'

let open: OpenStore
let tenants = 0

beforeAll(async () => {
  open = await openStore()
})
afterAll(() => open.close())

async function subject() {
  const tenant = `tenant-${++tenants}`
  const { pool } = open
  const manager = new EventStoreManager({ pool, tenant })
  const another = async (): Promise<PostgresEventStore> =>
    new PostgresEventStore({ pool, tenant, pollIntervalMs: 20 })
  return {
    store: await another(),
    another,
    archive: manager.archive.bind(manager),
    unarchive: manager.unarchive.bind(manager),
    dispose: () => undefined,
  }
}

const name = 'PostgresEventStore on a native server'
describeEventStore(name, subject, ['archiving', 'concurrent-connections'])
describeDcbStore(name, subject, ['archiving', 'concurrent-connections'])
describeSubscriptions(name, subject, ['concurrent-connections'])
