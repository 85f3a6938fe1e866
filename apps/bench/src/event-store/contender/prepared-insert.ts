import { migrate } from '@uno-ts/event-store-pg'
import { eventStoreMigrations } from '@uno-ts/event-store-pg/migrations'
import { uuidV7Source } from '@uno-ts/types'
import type { AppendContender } from '../append/append-contender.ts'
import { countEvents } from './count-events.ts'
import { openPool } from './open-pool.ts'
import { readSampleEvents } from './read-sample-events.ts'

const insertEvent = `
  insert into uno.events (tenant_id, global_position, stream_id, stream_version, event_id, type, schema_version, data, metadata)
  values ($1, nextval('uno.event_position'), $2, $3, $4, $5, 1, $6, $7)`

/**
 * What the raw database does: a prepared INSERT through `pg`, one transaction each, into the same table with the same
 * indexes. The unique index on stream and version is all that checks the version.
 */
export const preparedInsert: AppendContender = {
  name: 'prepared insert',
  async open(url, { connections }) {
    const pool = openPool(url, connections)
    await migrate(pool, [eventStoreMigrations])
    const newId = uuidV7Source()
    return {
      append: (stream, version, { type, data, metadata }) =>
        pool.query({
          name: 'insert event',
          text: insertEvent,
          values: [
            'default',
            stream,
            version + 1,
            newId(),
            type,
            JSON.stringify(data),
            JSON.stringify(metadata),
          ],
        }),
      readStream: (stream) => readSampleEvents(pool, stream),
      totals: () =>
        countEvents(pool, { table: 'uno.events', stream: 'stream_id', version: 'stream_version' }),
      [Symbol.asyncDispose]: () => pool.end(),
    }
  },
}
