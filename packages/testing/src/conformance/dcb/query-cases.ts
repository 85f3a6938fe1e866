import { randomUUID } from 'node:crypto'
import type { ConsistencyMarker, Event, EventQuery } from '@uno-ts/types'
import { assert } from '../assert.ts'
import { countTo, numbered, numberedFrom, numbers, order } from '../event-store/sample-events.ts'
import { reasonOf, rejection } from '../rejection.ts'
import type { DcbStoreCase, DcbStoreTopic } from './dcb-store-subject.ts'

/** Reading what a decision depends on. */
export const queryCases: DcbStoreTopic = {
  topic: 'reading by query',
  cases: [
    finds('a type', { items: [{ types: ['Defined'] }] }, [1, 3]),
    finds('any of several types', { items: [{ types: ['Defined', 'Renamed'] }] }, [1, 3, 5]),
    finds('a tag', { items: [{ tags: ['course:1'] }] }, [1, 2, 5]),
    finds('all of several tags', { items: [{ tags: ['course:1', 'student:1'] }] }, [2]),
    finds('all of several tags, in any order', { items: [{ tags: ['student:1', 'course:1'] }] }, [2]),
    finds('a type with a tag', { items: [{ types: ['Defined'], tags: ['course:1'] }] }, [1]),
    finds(
      'any of several types with all of several tags',
      { items: [{ types: ['Defined', 'Enrolled'], tags: ['course:2', 'student:2'] }] },
      [4],
    ),
    finds(
      'any of several items, each event once, in order',
      { items: [{ types: ['Renamed'] }, { tags: ['course:1'] }, { tags: ['student:2'] }] },
      [1, 2, 4, 5],
    ),
    finds(
      'items that all match the same event: once',
      { items: [{ types: ['Enrolled'] }, { tags: ['course:1'] }, { tags: ['student:1'] }] },
      [1, 2, 4, 5],
    ),
    finds('the same item twice', { items: [{ tags: ['course:2'] }, { tags: ['course:2'] }] }, [3, 4]),
    finds('a type that has tags or none', { items: [{ types: ['Noted', 'Renamed'] }] }, [5, 6]),
    finds('a tag that nothing has', { items: [{ tags: ['course'] }] }, []),
    finds('a type that nothing has', { items: [{ types: ['Never'] }] }, []),
    finds('a tag and a type that do not meet', { items: [{ types: ['Noted'], tags: ['course:1'] }] }, []),
    finds(
      'an item that matches beside one that does not',
      { items: [{ types: ['Never'] }, { tags: ['student:2'] }] },
      [4],
    ),
    finds(
      'fifty items',
      { items: countTo(50).map((number) => ({ types: ['Defined'], tags: [`course:${number}`] })) },
      [1, 3],
    ),
    {
      name: 'reads on after a marker: what came since, and a marker that stands for both',
      async run({ store }) {
        const query: EventQuery = { items: [{ tags: ['a'] }, { types: ['Other'] }] }
        const append = (...events: readonly Event[]) =>
          store.append(order('1'), events, { expectedVersion: 'any' })
        await append(numbered(1, { tags: ['a'] }), numbered(2))
        const first = await store.readByQuery(query)
        const nothing = await store.readByQuery(query, { after: first.head })
        assert.deepEqual(nothing.events, [])

        await append(numbered(3), numbered(4, { tags: ['a', 'b'] }), { type: 'Other', data: { number: 5 } })
        const { events, head } = await store.readByQuery(query, { after: nothing.head })
        assert.deepEqual(numbers(events), [4, 5])
        assert.deepEqual((await store.readByQuery(query, { after: head })).events, [])
        const event = numbered(6, { tags: ['a'] })
        const claim = (after: ConsistencyMarker) =>
          store.commit({ appends: [{ events: [event] }], conditions: [{ failIfEventsMatch: query, after }] })
        await rejection(claim(first.head), 'ERR_CONCURRENCY')
        await claim(head)
      },
    },
    {
      name: 'refuses a query that asks for nothing',
      async run({ store }) {
        await rejection(store.readByQuery({ items: [] }), 'ERR_INVALID_ARGUMENT')
        await rejection(store.readByQuery({ items: [{}] }), 'ERR_INVALID_ARGUMENT')
        await rejection(store.readByQuery({ items: [{ types: [], tags: [] }] }), 'ERR_INVALID_ARGUMENT')
        await rejection(store.readByQuery({ items: [{ tags: ['a'] }, {}] }), 'ERR_INVALID_ARGUMENT')
      },
    },
    {
      name: 'takes an empty list for no demand',
      async run({ store }) {
        await store.append(order('1'), [numbered(1, { tags: ['a'] })], { expectedVersion: 'any' })
        const byTag = { items: [{ types: [], tags: ['a'] }] }
        const byType = { items: [{ types: ['Numbered'], tags: [] }] }
        for (const query of [byTag, byType]) {
          assert.deepEqual(numbers((await store.readByQuery(query)).events), [1])
        }
      },
    },
    {
      name: 'tells tags apart that differ in case, spaces, accents or punctuation',
      async run({ store }) {
        const tags = [
          'name:eve',
          'name:Eve',
          'name:eve ',
          'name:évé',
          `{"a":'b'}`,
          'a,b',
          '\\',
          '🛒',
          '%',
          'null',
        ]
        for (const [index, tag] of tags.entries()) {
          await store.commit({ appends: [{ events: [numbered(index, { tags: [tag] })] }] })
        }
        for (const [index, tag] of tags.entries()) {
          const { events } = await store.readByQuery({ items: [{ tags: [tag] }] })
          assert.deepEqual(numbers(events), [index], tag)
        }
      },
    },
    {
      name: 'tells types apart that differ in case, spaces or accents',
      async run({ store }) {
        const types = ['Placed', 'placed', 'Placed ', 'Pläced', `"Placed"`, '{Placed}']
        for (const [index, type] of types.entries()) {
          await store.append(order('1'), [numbered(index, { type })], { expectedVersion: index })
        }
        for (const [index, type] of types.entries()) {
          const { events } = await store.readByQuery({ items: [{ types: [type] }] })
          assert.deepEqual(numbers(events), [index], type)
        }
      },
    },
    {
      name: 'finds an event by each of its fifty tags, and by all of them',
      async run({ store }) {
        const tags = countTo(50).map((number) => `tag:${number}`)
        await store.commit({
          appends: [{ events: [numbered(1, { tags }), numbered(2, { tags: ['tag:1'] })] }],
        })
        for (const tag of tags.slice(1)) {
          assert.deepEqual(numbers((await store.readByQuery({ items: [{ tags: [tag] }] })).events), [1])
        }
        assert.deepEqual(numbers((await store.readByQuery({ items: [{ tags }] })).events), [1])
      },
    },
    {
      name: 'counts a tag that an event names twice once',
      async run({ store }) {
        await store.commit({ appends: [{ events: [numbered(1, { tags: ['a', 'b', 'a'] })] }] })
        const { events } = await store.readByQuery({ items: [{ tags: ['a'] }, { tags: ['b', 'b'] }] })
        assert.deepEqual(numbers(events), [1])
        assert.deepEqual(events[0]?.tags.toSorted(), ['a', 'b'])
      },
    },
    {
      name: 'finds events of streams and events without one, in the order of their positions',
      async run({ store }) {
        const tags = ['course:1']
        await store.append(order('1'), [numbered(1, { tags })], { expectedVersion: 'any' })
        await store.commit({ appends: [{ events: [numbered(2, { tags })] }] })
        await store.append(order('1'), [numbered(3, { tags })], { expectedVersion: 'any' })
        const { events } = await store.readByQuery({ items: [{ tags }] })
        assert.deepEqual(numbers(events), [1, 2, 3])
        const positions = events.map(({ globalPosition }) => globalPosition)
        assert.deepEqual(
          positions,
          positions.toSorted((a, b) => (a < b ? -1 : 1)),
        )
      },
    },
    {
      name: 'gives every field of its events, as reading all of them does',
      async run({ store }) {
        const metadata = { correlationId: 'c-1', actor: 'eve', custom: { channel: 'web' } }
        const event = numbered(1, { type: 'Defined', tags: ['course:1', 'x'], schemaVersion: 4, metadata })
        await store.commit({ appends: [{ events: [event] }] })
        const { events } = await store.readByQuery({ items: [{ types: ['Defined'] }] })
        assert.deepEqual(events, (await store.readPage()).events)
        assert.equal(events[0]?.schemaVersion, 4)
        assert.deepEqual(events[0].metadata, metadata)
      },
    },
    {
      name: 'reads 1,500 matching events among others, in order, in round trips of any size',
      async run({ store }) {
        const tagged = numberedFrom(1, 1500).map((event) => ({ ...event, tags: ['course:1'] }))
        await store.append(order('1'), tagged, { expectedVersion: 'any' })
        await store.append(order('2'), numberedFrom(1, 100), { expectedVersion: 'any' })
        for (const batchSize of [400, undefined]) {
          const { events } = await store.readByQuery({ items: [{ tags: ['course:1'] }] }, { batchSize })
          assert.deepEqual(numbers(events), countTo(1500))
        }
      },
    },
    {
      name: "sees one tenant's events only",
      async run({ store }) {
        const tenant = randomUUID()
        const query = { items: [{ tags: ['a'] }, { types: ['Numbered'] }] }
        await store.append(order('1'), [numbered(1, { tags: ['a'] })], { expectedVersion: 'any' })
        await store.append(order('1'), [numbered(2, { tags: ['a'] })], { expectedVersion: 'any', tenant })
        assert.deepEqual(numbers((await store.readByQuery(query)).events), [1])
        assert.deepEqual(numbers((await store.readByQuery(query, { tenant })).events), [2])
      },
    },
    {
      name: 'throws the reason of a caller who has given up',
      async run({ store }) {
        const read = store.readByQuery({ items: [{ tags: ['a'] }] }, { signal: AbortSignal.abort('enough') })
        assert.equal(await reasonOf(read), 'enough')
      },
    },
    {
      name: 'still finds the events of an archived stream: decisions see them',
      needs: 'archiving',
      async run({ store, archive }) {
        await store.append(order('1'), [numbered(1, { tags: ['name:eve'] })], { expectedVersion: 'any' })
        await archive?.(order('1'))
        assert.deepEqual(numbers((await store.readByQuery({ items: [{ tags: ['name:eve'] }] })).events), [1])
        assert.deepEqual(numbers((await store.readByQuery({ items: [{ types: ['Numbered'] }] })).events), [1])
      },
    },
  ],
}

function finds(name: string, query: EventQuery, expected: readonly number[]): DcbStoreCase {
  return {
    name: `finds ${name}`,
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
