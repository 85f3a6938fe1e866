import { migrate, PostgresEventStore } from '@uno-ts/event-store-pg'
import { eventStoreMigrations } from '@uno-ts/event-store-pg/migrations'
import type { SampleEvent } from '../append/sample-event.ts'
import type { ClaimContender } from '../rival/claim-contender.ts'
import { countRows } from './count-events.ts'
import { openPool } from './open-pool.ts'

/** The event store of this repository, with events that belong to no stream. */
export const unoTsClaim: ClaimContender = {
  name: 'uno-ts',
  async open(url, { connections }) {
    const pool = openPool(url, connections)
    await migrate(pool, [eventStoreMigrations])
    const store = new PostgresEventStore({ pool })
    return {
      claim: (tag, event) =>
        store.commit({
          appends: [{ events: [{ ...event, tags: [tag] }] }],
          conditions: [{ failIfEventsMatch: { items: [{ types: [event.type], tags: [tag] }] } }],
        }),
      async readTagged(tag, wanted) {
        const { events } = await store.readByQuery({ items: [{ types: [wanted], tags: [tag] }] })
        return events.map(({ type, data, metadata }) => ({ type, data, metadata }) as SampleEvent) // the path compares
      },
      count: () => countRows(pool, 'uno.events'),
      [Symbol.asyncDispose]: () => pool.end(),
    }
  },
}
