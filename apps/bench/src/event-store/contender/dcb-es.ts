import { Query, Tags } from '@dcb-es/event-store'
import { PostgresEventStore } from '@dcb-es/event-store-postgres'
import type { SampleEvent } from '../append/sample-event.ts'
import type { ClaimContender } from '../rival/claim-contender.ts'
import { countRows } from './count-events.ts'
import { openPool } from './open-pool.ts'

const tagged = (tag: string, type: string) => Query.fromItems([{ types: [type], tags: Tags.from([tag]) }])

/** Kraken's store for dynamic consistency boundaries, with its defaults: advisory locks, one call of a function. */
export const dcbEs: ClaimContender = {
  name: 'dcb-es 7.0',
  async open(url, { connections }) {
    const pool = openPool(url, connections)
    const store = new PostgresEventStore({ pool })
    await store.ensureInstalled()
    return {
      claim: (tag, event) =>
        store.append({
          events: { ...event, tags: Tags.from([tag]) },
          condition: { failIfEventsMatch: tagged(tag, event.type) },
        }),
      async readTagged(tag, wanted) {
        const events: SampleEvent[] = []
        for await (const { event } of store.read(tagged(tag, wanted))) {
          const { type, data, metadata } = event
          events.push({ type, data, metadata } as SampleEvent) // the path compares it with what was given
        }
        return events
      },
      count: () => countRows(pool, 'events'),
      [Symbol.asyncDispose]: () => pool.end(),
    }
  },
}
