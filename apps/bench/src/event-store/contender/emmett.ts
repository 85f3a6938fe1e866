import { getPostgreSQLEventStore } from '@event-driven-io/emmett-postgresql'
import { types } from 'pg'
import type { AppendContender } from '../append/append-contender.ts'
import type { SampleEvent } from '../append/sample-event.ts'
import { countEvents } from './count-events.ts'
import { openPool } from './open-pool.ts'

/** Emmett's PostgreSQL event store, on a pool as large as the others have. */
export const emmett: AppendContender = {
  name: 'emmett 0.42',
  async open(url, { connections }) {
    const pool = openPool(url, connections, types) // it sets parsers that it relies on
    const store = getPostgreSQLEventStore(url, { connectionOptions: { pool } })
    await store.schema.migrate()
    return {
      append(stream, version, { type, data, metadata }) {
        const event = { type, data, metadata: { ...metadata } }
        return store.appendToStream(stream, [event], { expectedStreamVersion: BigInt(version) })
      },
      async readStream(stream) {
        const { events } = await store.readStream(stream)
        return events.map(({ type, data, metadata }) => {
          // Emmett adds metadata of its own; ours are the three fields that were given.
          const { correlationId, causationId, actor } = metadata as unknown as SampleEvent['metadata']
          return { type, data, metadata: { correlationId, causationId, actor } }
        })
      },
      totals: () =>
        countEvents(pool, { table: 'emt_messages', stream: 'stream_id', version: 'stream_position' }),
      async [Symbol.asyncDispose]() {
        await store.close()
        await pool.end()
      },
    }
  },
}
