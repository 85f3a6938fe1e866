import {
  describeDcbStore,
  describeEventStore,
  describeSubscriptions,
  type EventStoreSubject,
} from '@uno-ts/testing/conformance'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { SqliteEventStore } from './sqlite-event-store.ts'

const folder = mkdtempSync(join(tmpdir(), 'uno-ts-sqlite-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let tenants = 0

/** All cases share one database; each has a tenant of its own. */
async function subject(): Promise<EventStoreSubject & { another(): Promise<SqliteEventStore> }> {
  const opened = new DisposableStack()
  const tenant = `tenant-${++tenants}`
  const another = async () =>
    opened.use(new SqliteEventStore({ file: join(folder, 'events'), tenant, durable: false }))
  return { store: await another(), another, dispose: () => opened.dispose() }
}

describeEventStore('SqliteEventStore', subject, ['concurrent-connections'])
describeDcbStore('decisions of SqliteEventStore', subject, ['concurrent-connections'])
describeSubscriptions('subscriptions to SqliteEventStore', subject, ['concurrent-connections'])
