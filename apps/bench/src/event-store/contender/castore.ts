import { EventStore, EventType } from '@castore/core'
import { PostgresEventStorageAdapter } from '@castore/event-storage-adapter-postgres'
import type { AppendContender } from '../append/append-contender.ts'
import type { SampleEvent } from '../append/sample-event.ts'
import { countEvents } from './count-events.ts'
import { openPool } from './open-pool.ts'

/** Castore with its own PostgreSQL adapter, which opens ten connections of `postgres` and has no setting for it. */
export const castore: AppendContender = {
  name: 'castore 2.4',
  async open(url) {
    const aggregateId = { type: 'VARCHAR', length: 100 } as const
    await PostgresEventStorageAdapter.createEventTable({ connectionString: url, aggregateId })
    const pool = openPool(url, 1)
    const eventStorageAdapter = new PostgresEventStorageAdapter({ connectionString: url })
    const store = new EventStore({
      eventStoreId: 'order',
      eventTypes: [new EventType({ type: 'OrderLineAdded' })],
      reducer: (_: Aggregate, event: Aggregate) => event, // a state that nobody asks for
      eventStorageAdapter,
    })
    return {
      async append(stream, version, ...events) {
        for (const [index, { type, data, metadata }] of events.entries()) {
          const event = { aggregateId: stream, version: version + index + 1, type, payload: data, metadata }
          await store.pushEvent(event)
        }
      },
      async readStream(stream) {
        const { events } = await store.getEvents(stream)
        return (events as unknown as CastoreEvent[]).map(({ type, payload, metadata }) => ({
          type,
          data: payload,
          metadata,
        }))
      },
      totals: () => countEvents(pool, { table: 'event', stream: 'aggregate_id', version: 'version' }),
      async [Symbol.asyncDispose]() {
        await endAdapter(eventStorageAdapter)
        await pool.end()
      },
    }
  },
}

interface Aggregate {
  readonly aggregateId: string
  readonly version: number
}

type CastoreEvent = Pick<SampleEvent, 'type' | 'metadata'> & { readonly payload: SampleEvent['data'] }

/** The adapter has no way to close what it opened; its connections are in a private field. */
async function endAdapter(adapter: PostgresEventStorageAdapter): Promise<void> {
  const { _sql } = adapter as unknown as { readonly _sql: { end(): Promise<void> } }
  await _sql.end()
}
