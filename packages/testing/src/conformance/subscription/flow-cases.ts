import type { EventFilter, EventPage } from '@uno-ts/types'
import { assert } from '../assert.ts'
import { collect } from '../collect.ts'
import { countTo, numbered, numberedFrom, numbers, order } from '../event-store/sample-events.ts'
import { reasonOf, rejection } from '../rejection.ts'
import { followUntil, patience } from './follow.ts'
import type { SubscriptionCase, SubscriptionTopic } from './subscription-subject.ts'

/** What flows to a subscriber: which events, when, and at whose pace. */
export const flowCases: SubscriptionTopic = {
  topic: 'the flow',
  cases: [
    filters('any of several types', { types: ['Placed', 'Paid'] }, [1, 2, 5]),
    filters('a tag', { tags: ['customer:1'] }, [1, 3]),
    filters('all of several tags', { tags: ['gift', 'customer:1'] }, [3]),
    filters('a correlation', { correlationId: 'c-2' }, [2, 5]),
    filters('everything together', { types: ['Placed'], categories: ['order'], correlationId: 'c-2' }, [5]),
    {
      name: 'is what reading all events gives, to the letter',
      async run({ store }) {
        await store.append(order('1'), numberedFrom(1, 3), {
          expectedVersion: 'any',
          metadata: { correlationId: 'c-1', custom: { channel: 'web' } },
        })
        await store.commit({ appends: [{ events: [numbered(4, { tags: ['a', 'b'], schemaVersion: 2 })] }] })
        const events = await followUntil(store.subscribe({ signal: patience() }), 4)
        assert.deepEqual(events, await collect(store.readAll()))
      },
    },
    {
      name: 'starts after any position',
      async run({ store }) {
        await store.append(order('1'), numberedFrom(1, 6), { expectedVersion: 'any' })
        const all = await collect(store.readAll())
        for (const [index, { globalPosition }] of all.slice(0, -1).entries()) {
          const rest = await followUntil(
            store.subscribe({ from: globalPosition, batchSize: 2, signal: patience() }),
            5 - index,
          )
          assert.deepEqual(numbers(rest), countTo(6).slice(index + 1))
        }
      },
    },
    {
      name: 'that starts at the head begins with what comes next',
      async run({ store }) {
        await store.append(order('1'), numberedFrom(1, 3), { expectedVersion: 'any' })
        const following = followUntil(store.subscribe({ from: await store.head(), signal: patience() }), 2)
        await store.append(order('1'), numberedFrom(4, 5), { expectedVersion: 'any' })
        assert.deepEqual(numbers(await following), [4, 5])
      },
    },
    {
      name: 'waits for a subscriber that takes its time, and loses nothing',
      async run({ store }) {
        await store.append(order('1'), numberedFrom(1, 5), { expectedVersion: 'any' })
        const pages = store.subscribe({ batchSize: 5, signal: patience() })[Symbol.asyncIterator]()
        const first = await pages.next()
        for (let from = 6; from <= 405; from += 50) {
          await store.append(order('2'), numberedFrom(from, from + 49), { expectedVersion: 'any' })
        }
        const seen: EventPage[] = first.done === true ? [] : [first.value]
        while (seen.flatMap(({ events }) => events).length < 405) {
          const next = await pages.next()
          assert.ok(next.done !== true, 'a subscription does not end by itself')
          seen.push(next.value)
        }
        await pages.return?.()
        assert.deepEqual(
          seen.flatMap(({ events }) => numbers(events)),
          countTo(405),
        )
        assert.ok(seen.every(({ events }) => events.length <= 5))
      },
    },
    {
      name: 'brings 1,500 events of one append in pages, in order',
      async run({ store }) {
        const following = followUntil(store.subscribe({ batchSize: 400, signal: patience() }), 1500)
        await store.append(order('1'), numberedFrom(1, 1500), { expectedVersion: 'no-stream' })
        assert.deepEqual(numbers(await following), countTo(1500))
      },
    },
    {
      name: 'brings all events of a plan, over its streams and without one',
      async run({ store }) {
        const following = followUntil(store.subscribe({ signal: patience() }), 5)
        const { globalPosition } = await store.commit({
          appends: [
            { streamId: order('2'), expectedVersion: 'no-stream', events: numberedFrom(1, 2) },
            { events: [numbered(3, { tags: ['a'] })] },
            { streamId: order('1'), expectedVersion: 'no-stream', events: numberedFrom(4, 5) },
          ],
        })
        const events = await following
        assert.deepEqual(
          numbers(events).toSorted((a, b) => a - b),
          countTo(5),
        )
        assert.equal(events.at(-1)?.globalPosition, globalPosition)
        assert.deepEqual(numbers(events.filter(({ streamId }) => streamId === order('2'))), [1, 2])
      },
    },
    {
      name: 'is not held up by appends that are refused',
      async run({ store }) {
        const following = followUntil(store.subscribe({ signal: patience() }), 10)
        for (const number of countTo(10)) {
          await store.append(order('1'), [numbered(number)], { expectedVersion: number - 1 })
          await rejection(
            store.append(order('1'), [numbered(-number)], { expectedVersion: 'no-stream' }),
            'ERR_CONCURRENCY',
          )
        }
        assert.deepEqual(numbers(await following), countTo(10))
      },
    },
    {
      name: 'brings an append once that is repeated with its ids',
      async run({ store }) {
        const following = followUntil(store.subscribe({ signal: patience() }), 2)
        const events = [numbered(1, { id: '0190163d-8694-739b-aea5-966c26f8ad91' })]
        for (const _ of countTo(3)) await store.append(order('1'), events, { expectedVersion: 'no-stream' })
        await store.append(order('1'), [numbered(2)], { expectedVersion: 1 })
        assert.deepEqual(numbers(await following), [1, 2])
      },
    },
    {
      name: 'says of a page that it is the last so far',
      async run({ store }) {
        await store.append(order('1'), numberedFrom(1, 3), { expectedVersion: 'any' })
        const pages: EventPage[] = []
        for await (const page of store.subscribe({ batchSize: 2, signal: patience() })) {
          pages.push(page)
          if (page.atHead) break
        }
        assert.deepEqual(
          pages.flatMap(({ events }) => numbers(events)),
          [1, 2, 3],
        )
        assert.equal(pages[0]?.atHead, false)
      },
    },
    {
      name: 'reaches a position that was just appended, though nothing there matches',
      async run({ store }) {
        const reached = (async () => {
          const filter = { types: ['Wanted'] }
          const pages: EventPage[] = []
          for await (const page of store.subscribe({ filter, signal: patience() })) {
            pages.push(page)
            if (numbers(page.events).includes(2)) return pages
          }
          return pages
        })()
        await store.append(order('1'), [numbered(1, { type: 'Wanted' })], { expectedVersion: 'any' })
        for (const number of countTo(20)) {
          await store.append(order('2'), [numbered(-number)], { expectedVersion: 'any' })
        }
        await store.append(order('1'), [numbered(2, { type: 'Wanted' })], { expectedVersion: 'any' })
        const pages = await reached
        assert.deepEqual(
          pages.flatMap(({ events }) => numbers(events)),
          [1, 2],
        )
        for (const [index, { position }] of pages.slice(1).entries()) {
          assert.ok(position >= (pages[index]?.position ?? position))
        }
      },
    },
    {
      name: 'goes on after an abort where the last page ended',
      async run({ store }) {
        await store.append(order('1'), numberedFrom(1, 7), { expectedVersion: 'any' })
        const controller = new AbortController()
        const seen: EventPage[] = []
        const following = (async () => {
          for await (const page of store.subscribe({ batchSize: 3, signal: controller.signal })) {
            seen.push(page)
            controller.abort('enough')
          }
        })()
        assert.equal(await reasonOf(following), 'enough')
        const from = seen[0]?.position
        const rest = await followUntil(store.subscribe({ from, signal: patience() }), 4)
        assert.deepEqual([...numbers(seen[0]?.events ?? []), ...numbers(rest)], countTo(7))
      },
    },
    {
      name: 'to one subscriber is not ended by the abort of another',
      async run({ store }) {
        const controller = new AbortController()
        const staying = followUntil(store.subscribe({ signal: patience() }), 2)
        const leaving = followUntil(store.subscribe({ signal: controller.signal }), 2)
        await store.append(order('1'), [numbered(1)], { expectedVersion: 'any' })
        controller.abort('enough')
        assert.equal(await reasonOf(leaving), 'enough')
        await store.append(order('1'), [numbered(2)], { expectedVersion: 'any' })
        assert.deepEqual(numbers(await staying), [1, 2])
      },
    },
    {
      name: 'is refused to those who ask for pages of no size',
      async run({ store }) {
        for (const batchSize of [0, -1, 1.5]) {
          const following = (async () => followUntil(store.subscribe({ batchSize, signal: patience() }), 1))()
          await rejection(following, 'ERR_INVALID_ARGUMENT')
        }
      },
    },
  ],
}

/** The same five events before and after the subscriber has caught up. */
function filters(what: string, filter: EventFilter, expected: readonly number[]): SubscriptionCase {
  return {
    name: `is filtered by ${what}, before and after it has caught up`,
    async run({ store }) {
      const [first, second] = [{ correlationId: 'c-1' }, { correlationId: 'c-2' }]
      const append = (round: number) =>
        store.append(
          order(`${round}`),
          [
            numbered(1, { type: 'Placed', tags: ['customer:1'], metadata: first }),
            numbered(2, { type: 'Paid', tags: ['customer:2'], metadata: second }),
            numbered(3, { type: 'Packed', tags: ['customer:1', 'gift'] }),
            numbered(4, { type: 'Filled', tags: ['gift'] }),
            numbered(5, { type: 'Placed', metadata: second }),
          ],
          { expectedVersion: 'no-stream' },
        )
      await append(1)
      const following = followUntil(store.subscribe({ filter, signal: patience() }), expected.length * 2)
      await append(2)
      assert.deepEqual(numbers(await following), [...expected, ...expected])
    },
  }
}
