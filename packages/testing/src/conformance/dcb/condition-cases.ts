import { randomUUID } from 'node:crypto'
import type { ConsistencyMarker, EventQuery, EventStore } from '@uno-ts/types'
import { assert } from '../assert.ts'
import { collect } from '../collect.ts'
import { countTo, numbered, numbers, order } from '../event-store/sample-events.ts'
import { rejection } from '../rejection.ts'
import type { DcbStoreTopic } from './dcb-store-subject.ts'

/** Dynamic consistency boundaries, as dcb.events describes them. */
export const conditionCases: DcbStoreTopic = {
  topic: 'append conditions',
  cases: [
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
      name: 'fail when any of their items matches, whichever it is',
      async run({ store }) {
        const query = {
          items: [{ types: ['Closed'] }, { tags: ['course:1'] }, { types: ['Moved'], tags: ['x'] }],
        }
        const matching = [
          numbered(1, { type: 'Closed' }),
          numbered(2, { type: 'Other', tags: ['course:1', 'y'] }),
          numbered(3, { type: 'Moved', tags: ['y', 'x'] }),
        ]
        for (const event of matching) {
          const { head: after } = await store.readByQuery(query)
          await store.append(order('1'), [event], { expectedVersion: 'any' })
          await rejection(check(store, query, after), 'ERR_CONCURRENCY')
        }
      },
    },
    {
      name: 'hold when an event has the type without the tag, or one tag of two',
      async run({ store }) {
        const query = { items: [{ types: ['Moved'], tags: ['x', 'y'] }] }
        const { head: after } = await store.readByQuery(query)
        const others = [
          numbered(1, { type: 'Moved' }),
          numbered(2, { type: 'Moved', tags: ['x'] }),
          numbered(3, { type: 'Other', tags: ['x', 'y'] }),
        ]
        await store.append(order('1'), others, { expectedVersion: 'any' })
        assert.deepEqual(await check(store, query, after), { appends: [], globalPosition: undefined })
      },
    },
    {
      name: 'take a marker that was given for another query',
      async run({ store }) {
        await enrol(store, 1)
        const { head: after } = await store.readByQuery({ items: [{ types: ['Never'] }] })
        await enrol(store, 2, { after })
        await rejection(enrol(store, 3, { after }), 'ERR_CONCURRENCY')
        assert.deepEqual(numbers((await store.readByQuery(course)).events), [1, 2])
      },
    },
    {
      name: 'take a marker of an empty store, and see everything that came since',
      async run({ store }) {
        const { events, head: after } = await store.readByQuery(course)
        assert.deepEqual(events, [])
        await store.append(order('1'), [numbered(1)], { expectedVersion: 'any' })
        await enrol(store, 2, { after })
        await rejection(enrol(store, 3, { after }), 'ERR_CONCURRENCY')
      },
    },
    {
      name: 'look past many events that do not match to the one that does',
      async run({ store }) {
        const { head: after } = await store.readByQuery(course)
        const others = countTo(300).map((number) => numbered(number, { tags: ['course:2'] }))
        await store.append(order('1'), others, { expectedVersion: 'any' })
        await check(store, course, after)
        await enrol(store, 1)
        await store.append(order('1'), others, { expectedVersion: 'any' })
        await rejection(enrol(store, 2, { after }), 'ERR_CONCURRENCY')
        assert.deepEqual(numbers((await store.readByQuery(course)).events), [1])
      },
    },
    {
      name: 'go together with the expectation on a stream: either may forbid the plan',
      async run({ store }) {
        const { head: after } = await store.readByQuery(course)
        await store.append(order('1'), [numbered(1)], { expectedVersion: 'no-stream' })
        const plan = (expectedVersion: number) =>
          store.commit({
            appends: [{ streamId: order('1'), expectedVersion, events: [enrolled(2)] }],
            conditions: [{ failIfEventsMatch: course, after }],
          })
        await rejection(plan(0), 'ERR_CONCURRENCY', { streamId: order('1'), expected: 0, actual: 1 })
        assert.equal((await plan(1)).appends[0]?.streamVersion, 2)
        await rejection(plan(2), 'ERR_CONCURRENCY')
        assert.equal((await store.streamState(order('1'))).streamVersion, 2)
      },
    },
    {
      name: 'come with a plan of streams and tagged events, written together or not at all',
      async run({ store }) {
        const { head: after } = await store.readByQuery(course)
        const plan = {
          appends: [
            { streamId: order('1'), expectedVersion: 'any' as const, events: [numbered(1)] },
            { events: [enrolled(2), enrolled(3)] },
            { streamId: order('2'), expectedVersion: 'any' as const, events: [numbered(4)] },
          ],
          conditions: [{ failIfEventsMatch: course, after }],
        }
        assert.equal((await store.commit(plan)).appends.length, 4)
        await rejection(store.commit(plan), 'ERR_CONCURRENCY')
        const all = numbers(await collect(store.readAll()))
        assert.deepEqual(
          all.toSorted((a, b) => a - b),
          countTo(4),
        )
      },
    },
    {
      name: 'that fail burn no position a reader would wait for',
      async run({ store }) {
        await enrol(store, 1)
        await rejection(enrol(store, 2, {}), 'ERR_CONCURRENCY')
        const { globalPosition } = await store.append(order('1'), [numbered(3)], { expectedVersion: 'any' })
        const page = await store.readPage()
        assert.deepEqual(numbers(page.events), [1, 3])
        assert.ok(page.position >= globalPosition)
      },
    },
    {
      name: 'that ask for nothing are refused',
      async run({ store }) {
        await rejection(check(store, { items: [] }), 'ERR_INVALID_ARGUMENT')
        await rejection(check(store, { items: [{}] }), 'ERR_INVALID_ARGUMENT')
        await rejection(check(store, { items: [{ types: [], tags: [] }] }), 'ERR_INVALID_ARGUMENT')
      },
    },
    {
      name: 'with a marker that no reader got are refused',
      async run({ store }) {
        const foreign = 'elsewhere' as ConsistencyMarker // not one
        await rejection(enrol(store, 1, { after: foreign }), 'ERR_INVALID_ARGUMENT')
        assert.deepEqual(await collect(store.readAll()), [])
      },
    },
    {
      name: 'fail upon the events of an archived stream too',
      needs: 'archiving',
      async run({ store, archive }) {
        const { head: after } = await store.readByQuery(course)
        await store.append(order('1'), [enrolled(1)], { expectedVersion: 'any' })
        await archive?.(order('1'))
        await rejection(enrol(store, 2, { after }), 'ERR_CONCURRENCY')
        await rejection(enrol(store, 3, {}), 'ERR_CONCURRENCY')
      },
    },
  ],
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

/** Checks a condition without writing anything. */
function check(store: EventStore, query: EventQuery, after?: ConsistencyMarker) {
  return store.commit({ appends: [], conditions: [{ failIfEventsMatch: query, after }] })
}
