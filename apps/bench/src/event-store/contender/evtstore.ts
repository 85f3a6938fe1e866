import { createRequire } from 'node:module'
import type { AppendContender } from '../append/append-contender.ts'
import type { SampleEvent } from '../append/sample-event.ts'
import { countEvents } from './count-events.ts'
import { openPool } from './open-pool.ts'

/** As much of evtstore's provider as is used here. Its package has sources beside its types, which our compiler refuses. */
interface Provider {
  migrate(options: TablesOptions): Promise<void>
  createProvider(options: TablesOptions): {
    append(stream: string, id: string, version: number, events: readonly StoredEvent[]): Promise<unknown>
    createEvents(
      stream: string,
      id: string,
      version: number,
      events: readonly SampleEvent[],
    ): readonly StoredEvent[]
    getEventsFor(stream: string, id: string): Promise<readonly StoredEvent[]>
  }
}

interface TablesOptions {
  readonly client: ReturnType<typeof openPool>
  readonly events: string
  readonly bookmarks: string
}

interface StoredEvent {
  readonly event: SampleEvent
}

const require = createRequire(import.meta.url)
const provider = require('evtstore/provider/pg') as Provider // see there

/** The name that evtstore gives to all streams of one kind. */
const kind = 'order'

/** Evtstore through its provider for `pg`. It knows no metadata: that is a part of its event. */
export const evtstore: AppendContender = {
  name: 'evtstore 12.0',
  async open(url, { connections }) {
    const pool = openPool(url, connections)
    const tables: TablesOptions = { client: pool, events: 'events', bookmarks: 'bookmarks' }
    await provider.migrate(tables)
    const store = provider.createProvider(tables)
    return {
      append: (stream, version, ...events) =>
        store.append(kind, stream, version, store.createEvents(kind, stream, version + 1, events)),
      async readStream(stream) {
        const events = await store.getEventsFor(kind, stream)
        return events.map(({ event }) => event)
      },
      totals: () => countEvents(pool, { table: 'events', stream: 'aggregate_id', version: 'version' }),
      [Symbol.asyncDispose]: () => pool.end(),
    }
  },
}
