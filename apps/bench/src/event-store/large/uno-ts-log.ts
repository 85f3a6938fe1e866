import { PostgresEventStore } from '@uno-ts/event-store-pg'
import { globalPosition, parseStreamId } from '@uno-ts/types'
import type { SampleEvent } from '../append/sample-event.ts'
import { countRows } from '../contender/count-events.ts'
import { openPool } from '../contender/open-pool.ts'
import type { LogContender } from './log-contender.ts'

/** The event store of this repository. */
export const unoTsLog: LogContender = {
  name: 'uno-ts',
  open(url, { connections }) {
    const pool = openPool(url, connections)
    const store = new PostgresEventStore({ pool })
    return {
      append: (stream, version, event) =>
        store.append(parseStreamId(stream), [event], { expectedVersion: version }),
      async load(stream) {
        const { events } = await store.load(parseStreamId(stream))
        return events.map(({ type, data, metadata }) => ({ type, data, metadata }) as SampleEvent) // the path compares
      },
      async unlessTagged(event) {
        const types = [event.type]
        // Nothing is under way, so the marker of any query stands for the whole log.
        const { head } = await store.readByQuery({ items: [{ types, tags: ['nobody:has-this'] }] })
        return (tag) =>
          store.commit({
            appends: [{ events: [{ ...event, tags: [tag] }] }],
            conditions: [{ failIfEventsMatch: { items: [{ types, tags: [tag] }] }, after: head }],
          })
      },
      async readAfter(position, limit) {
        const { events } = await store.readPage({ after: globalPosition(String(position)), limit })
        return events.length
      },
      countAfter: (position) => countRows(pool, `uno.events where global_position > ${position}`),
      [Symbol.asyncDispose]: () => pool.end(),
    }
  },
}
