import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import type { ConsistencyMarker, EventQuery, EventStore } from '@uno-ts/types'
import { collect } from '../collect.ts'
import { rejection } from '../rejection.ts'
import type { EventStoreCase, EventStoreTopic } from './event-store-subject.ts'
import { countTo, numbered, numberedFrom, numbers, order } from './sample-events.ts'

/** Dynamic consistency boundaries, as dcb.events describes them. */
export const conditionCases: EventStoreTopic = {
  topic: 'append conditions',
  cases: conditions([
    {
      name: 'come with appends that have tags and no stream; each event is the only one of its own',
      async run({ store }) {
        const ids = [randomUUID(), randomUUID()]
        const { appends } = await store.commit({
          appends: [{ events: ids.map((id, index) => numbered(index + 1, { id, tags: ['course:1'] })) }],
        })
        assert.deepEqual(
          appends.map(({ streamId, streamVersion, written }) => ({ streamId, streamVersion, written })),
          ids.map((id) => ({ streamId: `event-${id}`, streamVersion: 1, written: true })),
        )
        assert.deepEqual(numbers(await collect(store.readAll({ filter: { tags: ['course:1'] } }))), [1, 2])
      },
    },
    {
      name: 'come with appends by tag that may be repeated by event id',
      async run({ store }) {
        const plan = { appends: [{ events: [numbered(1, { id: randomUUID(), tags: ['course:1'] })] }] }
        const first = await store.commit(plan)
        const second = await store.commit(plan)
        assert.deepEqual(
          second.appends,
          first.appends.map((append) => ({ ...append, written: false })),
        )
        assert.equal((await collect(store.readAll())).length, 1)
      },
    },
    queries('a type', { items: [{ types: ['Defined'] }] }, [1, 3]),
    queries('any of several types', { items: [{ types: ['Defined', 'Renamed'] }] }, [1, 3, 5]),
    queries('a tag', { items: [{ tags: ['course:1'] }] }, [1, 2, 5]),
    queries('all of several tags', { items: [{ tags: ['course:1', 'student:1'] }] }, [2]),
    queries('a type with a tag', { items: [{ types: ['Defined'], tags: ['course:1'] }] }, [1]),
    queries(
      'any of several items, each event once, in order',
      { items: [{ types: ['Renamed'] }, { tags: ['course:1'] }, { tags: ['student:2'] }] },
      [1, 2, 4, 5],
    ),
    queries('a tag that nothing has', { items: [{ tags: ['course'] }] }, []),
    {
      name: 'refuse a query that asks for nothing',
      async run({ store }) {
        await rejection(store.readByQuery({ items: [{}] }), 'ERR_INVALID_ARGUMENT')
        await rejection(store.readByQuery({ items: [{ types: [], tags: [] }] }), 'ERR_INVALID_ARGUMENT')
      },
    },
    {
      name: 'hold when nothing that matches was appended since the marker',
      async run({ store }) {
        await enrol(store, 1)
        const { head } = await store.readByQuery(course)
        assert.equal((await enrol(store, 2, { after: head })).appends.length, 1)
      },
    },
    {
      name: 'hold when only other events were appended since the marker',
      async run({ store }) {
        await enrol(store, 1)
        const { head } = await store.readByQuery(course)
        await store.commit({ appends: [{ events: [numbered(2, { type: 'Enrolled', tags: ['course:2'] })] }] })
        await store.commit({ appends: [{ events: [numbered(3, { type: 'Renamed', tags: ['course:1'] })] }] })
        await enrol(store, 4, { after: head })
        assert.deepEqual(numbers((await store.readByQuery(course)).events), [1, 4])
      },
    },
    {
      name: 'fail when a matching event was appended since the marker, and nothing is written',
      async run({ store }) {
        const { head } = await store.readByQuery(course)
        await enrol(store, 1)
        await rejection(enrol(store, 2, { after: head }), 'ERR_CONCURRENCY', {
          streamId: undefined,
          retryable: true,
        })
        assert.deepEqual(numbers((await store.readByQuery(course)).events), [1])
      },
    },
    {
      name: 'fail when the matching event was appended to a stream',
      async run({ store }) {
        const { head } = await store.readByQuery(course)
        await store.append(order('1'), [numbered(1, { type: 'Enrolled', tags: ['course:1'] })], {
          expectedVersion: 'any',
        })
        await rejection(enrol(store, 2, { after: head }), 'ERR_CONCURRENCY')
      },
    },
    {
      name: 'without a marker fail when anything matches',
      async run({ store }) {
        await enrol(store, 1, {})
        await rejection(enrol(store, 2, {}), 'ERR_CONCURRENCY')
      },
    },
    {
      name: 'do not see the events they come with',
      async run({ store }) {
        const { head } = await store.readByQuery(course)
        await store.commit({
          appends: [{ events: countTo(3).map((number) => enrolled(number)) }],
          conditions: [{ failIfEventsMatch: course, after: head }],
        })
        assert.equal((await store.readByQuery(course)).events.length, 3)
      },
    },
    {
      name: 'must all hold',
      async run({ store }) {
        const { head } = await store.readByQuery(course)
        await store.commit({ appends: [{ events: [numbered(1, { tags: ['student:1'] })] }] })
        const plan = store.commit({
          appends: [{ events: [enrolled(2)] }],
          conditions: [
            { failIfEventsMatch: course, after: head },
            { failIfEventsMatch: { items: [{ tags: ['student:1'] }] }, after: head },
          ],
        })
        await rejection(plan, 'ERR_CONCURRENCY')
        assert.deepEqual((await store.readByQuery(course)).events, [])
      },
    },
    {
      name: 'by type alone fail when an event of that type was appended',
      async run({ store }) {
        const anyEnrolment = { items: [{ types: ['Enrolled'] }] }
        const { head } = await store.readByQuery(anyEnrolment)
        await store.append(order('1'), [numbered(1, { type: 'Enrolled' })], { expectedVersion: 'any' })
        const plan = store.commit({
          appends: [{ events: [enrolled(2)] }],
          conditions: [{ failIfEventsMatch: anyEnrolment, after: head }],
        })
        await rejection(plan, 'ERR_CONCURRENCY')
      },
    },
    {
      name: 'guard stream appends too, all or nothing',
      async run({ store }) {
        const { head } = await store.readByQuery(course)
        await enrol(store, 1)
        const plan = store.commit({
          appends: [{ streamId: order('1'), expectedVersion: 'no-stream', events: [numbered(2)] }],
          conditions: [{ failIfEventsMatch: course, after: head }],
        })
        await rejection(plan, 'ERR_CONCURRENCY')
        assert.equal((await store.streamState(order('1'))).streamVersion, 0)
      },
    },
    {
      name: 'may be checked without writing',
      async run({ store }) {
        const { head } = await store.readByQuery(course)
        const check = { appends: [], conditions: [{ failIfEventsMatch: course, after: head }] }
        assert.deepEqual(await store.commit(check), { appends: [], globalPosition: undefined })
        await enrol(store, 1)
        await rejection(store.commit(check), 'ERR_CONCURRENCY')
      },
    },
    {
      name: "do not look at another tenant's events",
      async run({ store }) {
        const tenant = randomUUID()
        await enrol(store, 1)
        await store.commit({
          appends: [{ events: [enrolled(2)] }],
          conditions: [{ failIfEventsMatch: course }],
          tenant,
        })
        assert.deepEqual(numbers((await store.readByQuery(course, { tenant })).events), [2])
      },
    },
    {
      name: 'have markers that survive JSON',
      async run({ store }) {
        await enrol(store, 1)
        const { head } = await store.readByQuery(course)
        const after = JSON.parse(JSON.stringify(head)) as ConsistencyMarker // what was written from one
        await enrol(store, 2, { after })
        await rejection(enrol(store, 3, { after }), 'ERR_CONCURRENCY')
      },
    },
    {
      name: 'let a repeat with the same event ids give the first result',
      async run({ store }) {
        const { head } = await store.readByQuery(course)
        const plan = {
          appends: [{ events: [{ ...enrolled(1), id: randomUUID() }] }],
          conditions: [{ failIfEventsMatch: course, after: head }],
        }
        const first = await store.commit(plan)
        const second = await store.commit(plan)
        assert.equal(second.globalPosition, first.globalPosition)
        assert.deepEqual(numbers((await store.readByQuery(course)).events), [1])
      },
    },
    {
      name: 'let exactly one of twenty win that decide upon the same events',
      async run({ store }) {
        const { head } = await store.readByQuery(course)
        const settled = await Promise.allSettled(
          countTo(20).map((number) => enrol(store, number, { after: head })),
        )
        assert.equal(settled.filter(({ status }) => status === 'fulfilled').length, 1)
        assert.equal((await store.readByQuery(course)).events.length, 1)
      },
    },
    {
      name: 'let all of twenty win that decide upon different tags',
      async run({ store }) {
        await Promise.all(
          countTo(20).map(async (number) => {
            const query = { items: [{ tags: [`course:${number}`] }] }
            const { head } = await store.readByQuery(query)
            await store.commit({
              appends: [{ events: [numbered(number, { tags: [`course:${number}`] })] }],
              conditions: [{ failIfEventsMatch: query, after: head }],
            })
          }),
        )
        assert.equal((await collect(store.readAll())).length, 20)
      },
    },
    {
      name: 'keep a counter without holes under ten writers that try again',
      async run({ store }) {
        const invoices = { items: [{ types: ['InvoiceIssued'] }] }
        await Promise.all(
          countTo(10).map(async () => {
            for (;;) {
              const { events, head } = await store.readByQuery(invoices)
              const event = numbered(events.length + 1, { type: 'InvoiceIssued', tags: ['invoices'] })
              const issued = await store
                .commit({
                  appends: [{ events: [event] }],
                  conditions: [{ failIfEventsMatch: invoices, after: head }],
                })
                .catch((error: unknown) => rejection(Promise.reject(error), 'ERR_CONCURRENCY'))
              if ('appends' in issued) return
            }
          }),
        )
        assert.deepEqual(numbers((await store.readByQuery(invoices)).events), countTo(10))
      },
    },
    {
      name: 'read 1,500 matching events among others, in order',
      async run({ store }) {
        const tagged = numberedFrom(1, 1500).map((event) => ({ ...event, tags: ['course:1'] }))
        await store.append(order('1'), tagged, { expectedVersion: 'any' })
        await store.append(order('2'), numberedFrom(1, 100), { expectedVersion: 'any' })
        const { events } = await store.readByQuery({ items: [{ tags: ['course:1'] }] }, { batchSize: 400 })
        assert.deepEqual(numbers(events), countTo(1500))
      },
    },
  ]),
}

const course: EventQuery = { items: [{ types: ['Enrolled'], tags: ['course:1'] }] }

function enrolled(number: number) {
  return numbered(number, { type: 'Enrolled', tags: ['course:1', `student:${number}`] })
}

/** Appends an enrolment in course 1, on the condition that none was made after the marker. */
function enrol(store: EventStore, number: number, condition?: { readonly after?: ConsistencyMarker }) {
  return store.commit({
    appends: [{ events: [enrolled(number)] }],
    conditions: condition === undefined ? [] : [{ failIfEventsMatch: course, ...condition }],
  })
}

function queries(name: string, query: EventQuery, expected: readonly number[]): EventStoreCase {
  return {
    name: `read by ${name}`,
    async run({ store }) {
      await store.commit({
        appends: [
          {
            events: [
              numbered(1, { type: 'Defined', tags: ['course:1'] }),
              numbered(2, { type: 'Enrolled', tags: ['course:1', 'student:1'] }),
              numbered(3, { type: 'Defined', tags: ['course:2'] }),
              numbered(4, { type: 'Enrolled', tags: ['course:2', 'student:2'] }),
              numbered(5, { type: 'Renamed', tags: ['course:1'] }),
              numbered(6, { type: 'Noted' }),
            ],
          },
        ],
      })
      assert.deepEqual(numbers((await store.readByQuery(query)).events), expected)
    },
  }
}

function conditions(cases: readonly EventStoreCase[]): EventStoreCase[] {
  return cases.map((each) => ({ ...each, needs: 'conditions' }))
}
