import { describeEventStore } from '@uno-ts/testing/conformance'
import { afterAll, beforeAll } from 'vitest'
import { openStore, type OpenStore } from '../test/open-store.ts'
import { PostgresEventStore } from './postgres-event-store.ts'

let open: OpenStore
let tenants = 0

beforeAll(async () => {
  open = await openStore()
})
afterAll(() => open.close())

describeEventStore(
  'PostgresEventStore on a native server',
  async () => {
    const tenant = `tenant-${++tenants}`
    const another = async (): Promise<PostgresEventStore> =>
      new PostgresEventStore({ pool: open.pool, tenant, pollIntervalMs: 20 })
    return { store: await another(), another, dispose: () => undefined }
  },
  ['conditions', 'subscriptions', 'concurrent-connections'],
)
