import { assert } from '../assert.ts'
import { collect } from '../collect.ts'
import { bothStores } from '../event-store/both-stores.ts'
import { countTo, numbered, numbers, order } from '../event-store/sample-events.ts'
import { followUntil, patience } from './follow.ts'
import type { SubscriptionCase, SubscriptionTopic } from './subscription-subject.ts'

/** Following what another process appends. */
export const secondStoreCases: SubscriptionTopic = {
  topic: 'two stores over the same data',
  cases: concurrent([
    {
      name: 'deliver to the subscribers of one what both append, in order, once',
      async run(subject) {
        const stores = await bothStores(subject)
        const following = followUntil(stores[0].subscribe({ signal: patience() }), 200)
        await Promise.all(
          countTo(20).map(async (writer) => {
            const store = stores[writer % 2] ?? stores[0]
            for (const step of countTo(10)) {
              await store.append(order(`${writer}`), [numbered(step)], { expectedVersion: step - 1 })
            }
          }),
        )
        const events = await following
        assert.equal(new Set(events.map(({ id }) => id)).size, 200)
        for (const writer of countTo(20)) {
          assert.deepEqual(
            numbers(events.filter(({ streamId }) => streamId === order(`${writer}`))),
            countTo(10),
          )
        }
      },
    },
    {
      name: 'deliver the same to the subscribers of both',
      async run(subject) {
        const stores = await bothStores(subject)
        const following = stores.map((store) => followUntil(store.subscribe({ signal: patience() }), 60))
        await Promise.all(
          countTo(6).map(async (writer) => {
            const store = stores[writer % 2] ?? stores[0]
            for (const step of countTo(10)) {
              await store.append(order(`${writer}`), [numbered(step)], { expectedVersion: 'any' })
            }
          }),
        )
        const [one, other] = await Promise.all(following)
        assert.equal(one?.length, 60)
        assert.deepEqual(one, other)
      },
    },
    {
      name: 'let one go on where the other has left off',
      async run(subject) {
        const [store, other] = await bothStores(subject)
        await store.append(order('1'), [numbered(1), numbered(2)], { expectedVersion: 'any' })
        const [first] = await followUntil(store.subscribe({ batchSize: 1, signal: patience() }), 1)
        await other.append(order('1'), [numbered(3)], { expectedVersion: 'any' })
        const rest = await followUntil(
          other.subscribe({ from: first?.globalPosition, signal: patience() }),
          2,
        )
        assert.deepEqual(numbers(rest), [2, 3])
        assert.deepEqual(numbers(await collect(store.readAll())), [1, 2, 3])
      },
    },
  ]),
}

function concurrent(cases: readonly SubscriptionCase[]): SubscriptionCase[] {
  return cases.map((each) => ({ ...each, needs: 'concurrent-connections' }))
}
