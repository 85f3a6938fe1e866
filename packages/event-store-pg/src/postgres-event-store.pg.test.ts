import { describeDcbStore, describeEventStore, describeSubscriptions } from '@uno-ts/testing/conformance'
import { afterAll, beforeAll, describe, inject } from 'vitest'
import { openStore, type OpenStore } from '../test/open-store.ts'
import { EventStoreManager } from './manager/event-store-manager.ts'
import { PostgresEventStore } from './postgres-event-store.ts'

describe.each(inject('postgresServers'))('PostgresEventStore on $name', ({ url }) => {
  let open: OpenStore
  let tenants = 0

  beforeAll(async () => {
    open = await openStore({ url })
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

  describeEventStore('appends and reads', subject, ['archiving', 'concurrent-connections'])
  describeDcbStore('decisions', subject, ['archiving', 'concurrent-connections'])
  describeSubscriptions('subscriptions', subject, ['concurrent-connections'])
})
