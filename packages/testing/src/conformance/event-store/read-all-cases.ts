import { origin, streamId, type EventFilter, type EventStore } from '@uno-ts/types'
import { assert } from '../assert.ts'
import { collect, take } from '../collect.ts'
import { assertDeliveredInOrder } from './defects.ts'
import type { EventStoreCase, EventStoreTopic } from './event-store-subject.ts'
import { countTo, numbered, numberedFrom, numbers, order } from './sample-events.ts'

/** Reading all events: streamed, in pages, filtered. */
export const readAllCases: EventStoreTopic = {
  topic: 'reading all events',
  cases: [
    {
      name: 'gives them over all streams in ascending position, streams in their own order',
      async run({ store }) {
        for (const number of countTo(12)) {
          await store.append(order(`${number % 3}`), [numbered(number)], { expectedVersion: 'any' })
        }
        const events = await collect(store.readAll())
        assertDeliveredInOrder(events)
        assert.deepEqual(numbers(events), countTo(12))
      },
    },
    {
      name: 'gives nothing when there is nothing',
      async run({ store }) {
        assert.deepEqual(await collect(store.readAll()), [])
      },
    },
    {
      name: 'starts after a position',
      async run({ store }) {
        const { globalPosition: after } = await store.append(order('1'), numberedFrom(1, 3), {
          expectedVersion: 'any',
        })
        await store.append(order('2'), numberedFrom(4, 5), { expectedVersion: 'any' })
        assert.deepEqual(numbers(await collect(store.readAll({ after }))), [4, 5])
      },
    },
    {
      name: 'starts in the middle of an append',
      async run({ store }) {
        await store.append(order('1'), numberedFrom(1, 3), { expectedVersion: 'any' })
        const [first] = await collect(store.readAll())
        assert.deepEqual(numbers(await collect(store.readAll({ after: first?.globalPosition }))), [2, 3])
      },
    },
    {
      name: 'gives nothing after the head',
      async run({ store }) {
        await store.append(order('1'), numberedFrom(1, 3), { expectedVersion: 'any' })
        assert.deepEqual(await collect(store.readAll({ after: await store.head() })), [])
      },
    },
    {
      name: 'stops at a limit',
      async run({ store }) {
        await store.append(order('1'), numberedFrom(1, 9), { expectedVersion: 'any' })
        assert.deepEqual(numbers(await collect(store.readAll({ limit: 4 }))), countTo(4))
        assert.deepEqual(numbers(await collect(store.readAll({ limit: 7, batchSize: 3 }))), countTo(7))
      },
    },
    {
      name: 'is the same in round trips of any size',
      async run({ store }) {
        await store.append(order('1'), numberedFrom(1, 25), { expectedVersion: 'any' })
        for (const batchSize of [1, 7, 25, 26]) {
          assert.deepEqual(numbers(await collect(store.readAll({ batchSize }))), countTo(25))
        }
      },
    },
    {
      name: 'may be left early many times: nothing is used up',
      async run({ store }) {
        await store.append(order('1'), numberedFrom(1, 9), { expectedVersion: 'any' })
        for (let round = 0; round < 30; round++) await take(store.readAll({ batchSize: 2 }), 3)
        assert.equal((await collect(store.readAll())).length, 9)
      },
    },
    {
      name: 'gives 2,500 events in pages of the default size',
      async run({ store }) {
        await store.append(order('1'), numberedFrom(1, 1300), { expectedVersion: 'any' })
        await store.append(order('2'), numberedFrom(1301, 2500), { expectedVersion: 'any' })
        const events = await collect(store.readAll())
        assertDeliveredInOrder(events)
        assert.deepEqual(numbers(events), countTo(2500))
      },
    },
    filters('by type', { types: ['Placed'] }, [1, 5]),
    filters('by any of several types', { types: ['Placed', 'Paid'] }, [1, 2, 5]),
    filters('by category', { categories: ['invoice'] }, [2]),
    filters('by any of several categories', { categories: ['invoice', 'cart'] }, [2, 4]),
    filters('by one tag', { tags: ['customer:1'] }, [1, 3]),
    filters('by all of several tags', { tags: ['customer:1', 'gift'] }, [3]),
    filters('by correlation', { correlationId: 'c-2' }, [2, 5]),
    filters('by all conditions together', { types: ['Placed'], correlationId: 'c-2' }, [5]),
    filters('by no tags: everything', { tags: [] }, [1, 2, 3, 4, 5]),
    filters('by no demand at all: everything', {}, [1, 2, 3, 4, 5]),
    filters('by none of the types: nothing', { types: [] }, []),
    filters('by a category and a tag', { categories: ['order'], tags: ['customer:1'] }, [1, 3]),
    filters('by a type that is not there: nothing', { types: ['Never'] }, []),
    filters('by a category that only starts like one: nothing', { categories: ['ord'] }, []),
    {
      name: 'in pages covers everything once, each page after the last',
      async run({ store }) {
        await store.append(order('1'), numberedFrom(1, 10), { expectedVersion: 'any' })
        const pages = await allPages(store, { limit: 4 })
        assert.deepEqual(
          pages.flatMap(({ events }) => numbers(events)),
          countTo(10),
        )
        assert.ok(pages.every(({ events }) => events.length <= 4))
      },
    },
    {
      name: 'in pages leaves no event behind its checkpoint',
      async run({ store }) {
        await store.append(order('1'), numberedFrom(1, 10), { expectedVersion: 'any' })
        for (const { events, position } of await allPages(store, { limit: 3 })) {
          assert.ok(events.every(({ globalPosition }) => globalPosition <= position))
        }
      },
    },
    {
      name: 'in pages is at the head when everything was delivered, with the position of the head',
      async run({ store }) {
        const { globalPosition } = await store.append(order('1'), numberedFrom(1, 3), {
          expectedVersion: 'any',
        })
        const page = await store.readPage()
        assert.equal(page.atHead, true)
        assert.ok(page.position >= globalPosition)
      },
    },
    {
      name: 'in pages is not at the head while there is more',
      async run({ store }) {
        await store.append(order('1'), numberedFrom(1, 3), { expectedVersion: 'any' })
        assert.equal((await store.readPage({ limit: 2 })).atHead, false)
      },
    },
    {
      name: 'in pages moves the checkpoint also when no event matches',
      async run({ store }) {
        const { globalPosition } = await store.append(order('1'), numberedFrom(1, 3), {
          expectedVersion: 'any',
        })
        const page = await store.readPage({ filter: { types: ['Never'] } })
        assert.deepEqual(page.events, [])
        assert.equal(page.atHead, true)
        assert.ok(page.position >= globalPosition)
      },
    },
    {
      name: 'in pages moves the checkpoint past events that do not match behind the last one that does',
      async run({ store }) {
        await store.append(order('1'), [numbered(1, { type: 'Wanted' })], { expectedVersion: 'any' })
        const { globalPosition } = await store.append(order('1'), numberedFrom(2, 4), {
          expectedVersion: 'any',
        })
        const page = await store.readPage({ filter: { types: ['Wanted'] } })
        assert.deepEqual(numbers(page.events), [1])
        assert.ok(page.position >= globalPosition)
      },
    },
    {
      name: 'in pages puts what is appended later behind the checkpoint',
      async run({ store }) {
        let position = (await store.readPage()).position
        for (const number of countTo(5)) {
          const appended = await store.append(order('1'), [numbered(number)], { expectedVersion: 'any' })
          assert.ok(appended.globalPosition > position)
          const page = await store.readPage({ after: position })
          assert.deepEqual(numbers(page.events), [number])
          position = page.position
        }
      },
    },
    {
      name: 'in pages never moves the checkpoint back',
      async run({ store }) {
        await store.append(order('1'), numberedFrom(1, 3), { expectedVersion: 'any' })
        const after = await store.head()
        const page = await store.readPage({ after })
        assert.deepEqual(page.events, [])
        assert.ok(page.position >= after)
      },
    },
    {
      name: 'ends at the head, which lies at or behind the last event',
      async run({ store }) {
        assert.ok((await store.head()) >= origin)
        const { globalPosition } = await store.append(order('1'), numberedFrom(1, 3), {
          expectedVersion: 'any',
        })
        assert.ok((await store.head()) >= globalPosition)
      },
    },
    {
      name: 'burns no position for a refused append that a reader would wait for',
      async run({ store }) {
        await store.append(order('1'), [numbered(1)], { expectedVersion: 'no-stream' })
        await store.append(order('1'), [numbered(2)], { expectedVersion: 'no-stream' }).catch(() => undefined)
        const { globalPosition } = await store.append(order('1'), [numbered(3)], { expectedVersion: 1 })
        const page = await store.readPage()
        assert.deepEqual(numbers(page.events), [1, 3])
        assert.ok(page.position >= globalPosition)
      },
    },
  ],
}

function filters(name: string, filter: EventFilter, expected: readonly number[]): EventStoreCase {
  return {
    name: `filters ${name}`,
    async run({ store }) {
      await fiveEvents(store)
      assert.deepEqual(numbers(await collect(store.readAll({ filter }))), expected)
      assert.deepEqual(numbers(await collect(store.readAll({ filter, batchSize: 1 }))), expected)
    },
  }
}

async function fiveEvents(store: EventStore): Promise<void> {
  const [first, second] = [{ correlationId: 'c-1' }, { correlationId: 'c-2' }]
  const events = [
    { category: 'order', type: 'Placed', tags: ['customer:1'], metadata: first },
    { category: 'invoice', type: 'Paid', tags: ['customer:2'], metadata: second },
    { category: 'order', type: 'Packed', tags: ['customer:1', 'gift'], metadata: undefined },
    { category: 'cart', type: 'Filled', tags: ['gift'], metadata: undefined },
    { category: 'order', type: 'Placed', tags: [], metadata: second },
  ]
  for (const [index, { category, ...event }] of events.entries()) {
    await store.append(streamId(category, '1'), [numbered(index + 1, event)], { expectedVersion: 'any' })
  }
}

async function allPages(store: EventStore, { limit }: { limit: number }) {
  const pages = []
  for (
    let page = await store.readPage({ limit });
    ;
    page = await store.readPage({ limit, after: page.position })
  ) {
    pages.push(page)
    if (page.atHead) return pages
  }
}
