import { PostgresEventStore } from '@uno-ts/event-store-pg'
import { parseStreamId } from '@uno-ts/types'
import Cursor from 'pg-cursor'
import { decodedByHand, eventColumns, type StoredRow } from './decoded-by-hand.ts'
import type { ReadContender } from './read-contender.ts'

/** The event store with its defaults. */
export const unoTsReader: ReadContender = {
  name: 'uno-ts',
  open(pool) {
    const store = new PostgresEventStore({ pool })
    return {
      load: async (streamId) => (await store.load(parseStreamId(streamId))).events,
      async readAll(each) {
        for await (const event of store.readAll()) each(event)
      },
    }
  },
}

/** How many rows are fetched at a time, here and there. */
const rowsAtATime = 1_000

/**
 * What one writes by hand: a prepared SELECT for a stream, a cursor for the log, and events made of the rows that `pg`
 * gives.
 */
export const byHand: ReadContender = {
  name: 'by hand',
  open: (pool) => ({
    async load(streamId) {
      const { rows } = await pool.query<StoredRow>({
        name: 'read stream',
        text: `select ${eventColumns} from uno.events where tenant_id = $1 and stream_id = $2 order by stream_version`,
        values: ['default', streamId],
      })
      return rows.map(decodedByHand)
    },
    async readAll(each) {
      const client = await pool.connect()
      try {
        const cursor = client.query(
          new Cursor<StoredRow>(
            `select ${eventColumns} from uno.events where tenant_id = $1 order by global_position`,
            ['default'],
          ),
        )
        for (;;) {
          const rows = await cursor.read(rowsAtATime)
          for (const row of rows) each(decodedByHand(row))
          if (rows.length < rowsAtATime) break
        }
        await cursor.close()
      } finally {
        client.release()
      }
    },
  }),
}
