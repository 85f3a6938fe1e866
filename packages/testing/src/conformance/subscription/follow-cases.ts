import { setImmediate as nextTurn } from 'node:timers/promises'
import { randomUUID } from 'node:crypto'
import type { EventPage, GlobalPosition, RecordedEvent } from '@uno-ts/types'
import { assert } from '../assert.ts'
import { countTo, numbered, numberedFrom, numbers, order } from '../event-store/sample-events.ts'
import { reasonOf } from '../rejection.ts'
import { followUntil, patience } from './follow.ts'
import type { SubscriptionTopic } from './subscription-subject.ts'

/** Following the log. */
export const followCases: SubscriptionTopic = {
  topic: 'following the log',
  cases: [
    {
      name: 'deliver what was appended before, from the origin',
      async run({ store }) {
        await store.append(order('1'), numberedFrom(1, 5), { expectedVersion: 'any' })
        const events = await followUntil(store.subscribe({ signal: patience() }), 5)
        assert.deepEqual(numbers(events), countTo(5))
      },
    },
    {
      name: 'deliver what is appended while they wait',
      async run({ store }) {
        const following = followUntil(store.subscribe({ signal: patience() }), 3)
        for (const number of countTo(3)) {
          await store.append(order('1'), [numbered(number)], { expectedVersion: 'any' })
        }
        assert.deepEqual(numbers(await following), countTo(3))
      },
    },
    {
      name: 'go from what was there to what is new without a seam',
      async run({ store }) {
        await store.append(order('1'), numberedFrom(1, 20), { expectedVersion: 'any' })
        const following = followUntil(store.subscribe({ batchSize: 7, signal: patience() }), 120)
        for (let next = 21; next <= 120; next += 5) {
          await store.append(order(`${next % 3}`), numberedFrom(next, next + 4), { expectedVersion: 'any' })
        }
        assert.deepEqual(numbers(await following), countTo(120))
      },
    },
    {
      name: 'start after a position',
      async run({ store }) {
        const { globalPosition: from } = await store.append(order('1'), numberedFrom(1, 3), {
          expectedVersion: 'any',
        })
        await store.append(order('1'), numberedFrom(4, 6), { expectedVersion: 'any' })
        const events = await followUntil(store.subscribe({ from, signal: patience() }), 3)
        assert.deepEqual(numbers(events), [4, 5, 6])
      },
    },
    {
      name: 'start now, with nothing of before and everything of after',
      async run({ store }) {
        await store.append(order('1'), numberedFrom(1, 3), { expectedVersion: 'any' })
        const following = followUntil(store.subscribe({ from: 'now', signal: patience() }), 1)
        const done = following.then(() => true)
        let last = 3
        // When exactly "now" was is the store's to say; every event after it must come.
        while (!(await Promise.race([done, appendOne(++last)])))
          assert.ok(last < 5000, 'nothing was delivered')
        const delivered = numbers(await following)
        assert.ok(delivered.every((number) => number > 3))
        assert.deepEqual(delivered, countTo(last).slice((delivered[0] ?? 1) - 1, delivered.at(-1) ?? 0))

        async function appendOne(number: number): Promise<false> {
          await store.append(order('1'), [numbered(number)], { expectedVersion: 'any' })
          await nextTurn() // a store that answers without waiting for anything leaves its followers no other turn
          return false
        }
      },
    },
    {
      name: 'resume from the position of a page without loss or repetition',
      async run({ store }) {
        await store.append(order('1'), numberedFrom(1, 9), { expectedVersion: 'any' })
        const events: RecordedEvent[] = []
        let from: GlobalPosition | 'origin' = 'origin'
        while (events.length < 9) {
          for await (const page of store.subscribe({ from, batchSize: 2, signal: patience() })) {
            events.push(...page.events)
            from = page.position
            break
          }
        }
        assert.deepEqual(numbers(events), countTo(9))
      },
    },
    {
      name: 'give pages no longer than asked for, each position behind the last',
      async run({ store }) {
        await store.append(order('1'), numberedFrom(1, 10), { expectedVersion: 'any' })
        const pages: EventPage[] = []
        for await (const page of store.subscribe({ batchSize: 3, signal: patience() })) {
          pages.push(page)
          if (pages.flatMap(({ events }) => events).length === 10) break
        }
        assert.ok(pages.every(({ events }) => events.length <= 3))
        for (const [index, page] of pages.entries()) {
          assert.ok(page.events.every(({ globalPosition }) => globalPosition <= page.position))
          const next = pages[index + 1]
          assert.ok(next === undefined || next.position >= page.position)
          assert.ok(next?.events.every(({ globalPosition }) => globalPosition > page.position) ?? true)
        }
      },
    },
    {
      name: 'filter, before and after they have caught up',
      async run({ store }) {
        const both = (number: number) => [numbered(number, { type: 'Wanted' }), numbered(-number)]
        for (const number of [1, 2]) await store.append(order('1'), both(number), { expectedVersion: 'any' })
        const filter = { types: ['Wanted'] }
        const following = followUntil(store.subscribe({ filter, signal: patience() }), 4)
        for (const number of [3, 4]) await store.append(order('1'), both(number), { expectedVersion: 'any' })
        assert.deepEqual(numbers(await following), countTo(4))
      },
    },
    {
      name: 'filter by category',
      async run({ store }) {
        await store.append(order('1'), numberedFrom(1, 2), { expectedVersion: 'any' })
        const filter = { categories: ['order'] }
        const events = await followUntil(store.subscribe({ filter, signal: patience() }), 2)
        assert.deepEqual(numbers(events), [1, 2])
      },
    },
    {
      name: 'move their position also when no event matches',
      async run({ store }) {
        const { globalPosition } = await store.append(order('1'), numberedFrom(1, 3), {
          expectedVersion: 'any',
        })
        const filter = { types: ['Never'] }
        for await (const page of store.subscribe({ filter, signal: patience() })) {
          assert.deepEqual(page.events, [])
          if (page.position >= globalPosition) return
        }
        assert.fail('the subscription ended')
      },
    },
    {
      name: 'may be several, each with everything',
      async run({ store }) {
        await store.append(order('1'), numberedFrom(1, 3), { expectedVersion: 'any' })
        const following = countTo(4).map(() => followUntil(store.subscribe({ signal: patience() }), 6))
        await store.append(order('1'), numberedFrom(4, 6), { expectedVersion: 'any' })
        for (const events of await Promise.all(following)) assert.deepEqual(numbers(events), countTo(6))
      },
    },
    {
      name: 'do not hold each other up: one that is slow, one that is not',
      async run({ store }) {
        await store.append(order('1'), numberedFrom(1, 4), { expectedVersion: 'any' })
        const slow = store.subscribe({ batchSize: 1, signal: patience() })[Symbol.asyncIterator]()
        await slow.next()
        await store.append(order('1'), numberedFrom(5, 6), { expectedVersion: 'any' })
        assert.deepEqual(numbers(await followUntil(store.subscribe({ signal: patience() }), 6)), countTo(6))
        await slow.return?.()
      },
    },
    {
      name: 'deliver in order what twenty writers append at once',
      async run({ store }) {
        const following = followUntil(store.subscribe({ signal: patience() }), 100)
        await Promise.all(
          countTo(20).map(async (writer) => {
            for (const step of countTo(5)) {
              await store.append(order(`${writer}`), [numbered(step)], { expectedVersion: step - 1 })
            }
          }),
        )
        const events = await following
        assert.equal(new Set(events.map(({ id }) => id)).size, 100)
        for (const writer of countTo(20)) {
          const own = events.filter(({ streamId }) => streamId === order(`${writer}`))
          assert.deepEqual(numbers(own), countTo(5))
        }
        const positions = events.map(({ globalPosition }) => globalPosition)
        assert.deepEqual(
          positions,
          positions.toSorted((a, b) => (a < b ? -1 : 1)),
        )
      },
    },
    {
      name: 'deliver one tenant only',
      async run({ store }) {
        const tenant = randomUUID()
        await store.append(order('1'), [numbered(1)], { expectedVersion: 'any' })
        await store.append(order('1'), [numbered(2)], { expectedVersion: 'any', tenant })
        const following = followUntil(store.subscribe({ tenant, signal: patience() }), 2)
        await store.append(order('1'), [numbered(3)], { expectedVersion: 'any' })
        await store.append(order('1'), [numbered(4)], { expectedVersion: 'any', tenant })
        assert.deepEqual(numbers(await following), [2, 4])
      },
    },
    {
      name: 'are ended by their signal while they wait, with its reason',
      async run({ store }) {
        const controller = new AbortController()
        await store.append(order('1'), [numbered(1)], { expectedVersion: 'any' })
        const pages = store.subscribe({ signal: controller.signal })
        const following = (async () => {
          for await (const page of pages)
            if (page.events.length > 0) setImmediate(() => controller.abort(reason))
        })()
        assert.equal(await reasonOf(following), reason)
      },
    },
    {
      name: 'do not begin when their signal is aborted already',
      async run({ store }) {
        const pages = store.subscribe({ signal: AbortSignal.abort(reason) })
        assert.equal(await reasonOf(followUntil(pages, 1)), reason)
      },
    },
    {
      name: 'may be left and begun many times: nothing is used up',
      async run({ store }) {
        await store.append(order('1'), [numbered(1)], { expectedVersion: 'any' })
        for (let round = 0; round < 30; round++) {
          await followUntil(store.subscribe({ signal: patience() }), 1)
        }
        assert.equal((await store.append(order('1'), [numbered(2)], { expectedVersion: 1 })).streamVersion, 2)
      },
    },
  ],
}

const reason = new Error('the subscriber has gone')
