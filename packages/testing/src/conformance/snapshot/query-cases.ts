import type { ConsistencyMarker, EventQuery, QuerySnapshot } from '@uno-ts/types'
import { assert } from '../assert.ts'
import { numbered, order } from '../event-store/sample-events.ts'
import { rejection } from '../rejection.ts'
import type { SnapshotSubject, SnapshotTopic } from './snapshot-subject.ts'

const query: EventQuery = { items: [{ tags: ['course:c1'] }] }

/** Snapshots of decision models. */
export const queryCases: SnapshotTopic = {
  topic: 'snapshots of queries',
  cases: [
    {
      name: 'finds nothing where nothing was saved',
      needs: 'queries',
      async run({ store }) {
        assert.equal(await store.loadQuery('hash', { schemaVersion: 1 }), undefined)
      },
    },
    {
      name: 'gives back every field',
      needs: 'queries',
      async run(subject) {
        const snapshot = taken(await subscribed(subject, 1))
        await subject.store.saveQuery(snapshot)
        assert.deepEqual(await subject.store.loadQuery('hash', { schemaVersion: 1 }), snapshot)
      },
    },
    {
      name: 'keeps queries, shapes and tenants apart',
      needs: 'queries',
      async run(subject) {
        const { store } = subject
        await store.saveQuery(taken(await subscribed(subject, 1)))
        assert.equal(await store.loadQuery('other', { schemaVersion: 1 }), undefined)
        assert.equal(await store.loadQuery('hash', { schemaVersion: 2 }), undefined)
        assert.equal(await store.loadQuery('hash', { schemaVersion: 1, tenant: 'north' }), undefined)
      },
    },
    {
      name: 'keeps the newer one, whichever comes first',
      needs: 'queries',
      async run(subject) {
        const { store } = subject
        const older = taken(await subscribed(subject, 1), { state: 'older' })
        const newer = taken(await subscribed(subject, 2), { state: 'newer' })
        await store.saveQuery(older)
        await store.saveQuery(newer)
        await store.saveQuery(older)
        assert.deepEqual(await store.loadQuery('hash', { schemaVersion: 1 }), newer)
        await store.saveQuery({ ...newer, state: 'again' })
        assert.equal((await store.loadQuery('hash', { schemaVersion: 1 }))?.state, 'again')
      },
    },
    {
      name: 'gives a marker that an append can be conditional on',
      needs: 'queries',
      async run(subject) {
        const { store, eventStore } = subject
        await store.saveQuery(taken(await subscribed(subject, 1)))
        const after = (await store.loadQuery('hash', { schemaVersion: 1 }))?.marker
        const plan = (id: string) => ({
          appends: [{ events: [numbered(9, { tags: ['course:c1', id] })] }],
          conditions: [{ failIfEventsMatch: query, after }],
        })
        await eventStore.commit(plan('first'))
        await rejection(eventStore.commit(plan('second')), 'ERR_CONCURRENCY')
      },
    },
    {
      name: 'refuses a marker that no reader got',
      needs: 'queries',
      async run({ store }) {
        const snapshot = taken('' as ConsistencyMarker) // not one
        await rejection(store.saveQuery(snapshot), 'ERR_INVALID_ARGUMENT')
        assert.equal(await store.loadQuery('hash', { schemaVersion: 1 }), undefined)
      },
    },
  ],
}

/** Appends an event of the query, and gives the marker of having seen it. */
async function subscribed({ eventStore }: SnapshotSubject, number: number): Promise<ConsistencyMarker> {
  const event = numbered(number, { tags: ['course:c1'] })
  await eventStore.append(order(`${number}`), [event], { expectedVersion: 'no-stream' })
  return (await eventStore.readByQuery(query)).head
}

function taken(marker: ConsistencyMarker, more: Partial<QuerySnapshot> = {}): QuerySnapshot {
  return { queryHash: 'hash', schemaVersion: 1, state: { seats: 3, text: 'a\u0000b' }, marker, ...more }
}
