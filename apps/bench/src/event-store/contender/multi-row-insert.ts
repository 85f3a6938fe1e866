import { migrate } from '@uno-ts/event-store-pg'
import { eventStoreMigrations } from '@uno-ts/event-store-pg/migrations'
import { uuidV7Source } from '@uno-ts/types'
import type { AppendContender } from '../append/append-contender.ts'
import { countEvents } from './count-events.ts'
import { openPool } from './open-pool.ts'
import { readSampleEvents } from './read-sample-events.ts'

const insertEvents = `
  insert into uno.events (tenant_id, global_position, stream_id, stream_version, event_id, type, schema_version, data, metadata)
  select $1, nextval('uno.event_position'), $2, $3 + nr, id, type, 1, data::json, metadata::json
  from unnest($4::uuid[], $5::text[], $6::text[], $7::text[]) with ordinality as e(id, type, data, metadata, nr)`

/**
 * The best multi-row insert by hand: a prepared INSERT from arrays, into the same table with the same indexes. One JSON
 * document for all rows and a VALUES list were slower. The unique index on stream and version is all that checks the
 * version.
 */
export const multiRowInsert: AppendContender = {
  name: 'multi-row insert',
  async open(url, { connections }) {
    const pool = openPool(url, connections)
    await migrate(pool, [eventStoreMigrations])
    const newId = uuidV7Source()
    return {
      append: (stream, version, ...events) =>
        pool.query({
          name: 'insert events',
          text: insertEvents,
          values: [
            'default',
            stream,
            version,
            events.map(() => newId()),
            events.map(({ type }) => type),
            events.map(({ data }) => JSON.stringify(data)),
            events.map(({ metadata }) => JSON.stringify(metadata)),
          ],
        }),
      readStream: (stream) => readSampleEvents(pool, stream),
      totals: () =>
        countEvents(pool, { table: 'uno.events', stream: 'stream_id', version: 'stream_version' }),
      [Symbol.asyncDispose]: () => pool.end(),
    }
  },
}
