import { migrate, PostgresEventStore } from '@uno-ts/event-store-pg'
import { eventStoreMigrations } from '@uno-ts/event-store-pg/migrations'
import { parseStreamId } from '@uno-ts/types'
import type { AppendContender } from '../append/append-contender.ts'
import type { SampleEvent } from '../append/sample-event.ts'
import { countEvents } from './count-events.ts'
import { openPool } from './open-pool.ts'

/** The event store of this repository, as an application uses it. */
export const unoTs: AppendContender = {
  name: 'uno-ts',
  async open(url, { connections }) {
    const pool = openPool(url, connections)
    await migrate(pool, [eventStoreMigrations])
    const store = new PostgresEventStore({ pool })
    return {
      append(stream, version, { type, data, metadata }) {
        const event = { type, data }
        return store.append(parseStreamId(stream), [event], { expectedVersion: version, metadata })
      },
      async readStream(stream) {
        const events: SampleEvent[] = []
        for await (const { type, data, metadata } of store.readStream(parseStreamId(stream))) {
          events.push({ type, data, metadata } as SampleEvent) // the path compares it with what was given
        }
        return events
      },
      totals: () =>
        countEvents(pool, { table: 'uno.events', stream: 'stream_id', version: 'stream_version' }),
      [Symbol.asyncDispose]: () => pool.end(),
    }
  },
}
