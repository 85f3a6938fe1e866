import { randomUUID } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { origin } from '@uno-ts/types'
import { assert } from '../assert.ts'
import { collect } from '../collect.ts'
import { rejection } from '../rejection.ts'
import { bothStores } from './both-stores.ts'
import { assertOneWins } from './defects.ts'
import type { EventStoreCase, EventStoreTopic } from './event-store-subject.ts'
import { countTo, numbered, numberedFrom, numbers, order } from './sample-events.ts'

/** Two stores over the same data, as in two processes. */
export const secondStoreCases: EventStoreTopic = {
  topic: 'two stores over the same data',
  cases: concurrent([
    {
      name: "read each other's events",
      async run(subject) {
        const [store, other] = await bothStores(subject)
        await store.append(order('1'), [numbered(1)], { expectedVersion: 'no-stream' })
        await other.append(order('1'), [numbered(2)], { expectedVersion: 1 })
        assert.deepEqual(numbers(await collect(store.readStream(order('1')))), [1, 2])
        assert.deepEqual(numbers(await collect(other.readAll())), [1, 2])
      },
    },
    {
      name: 'refuse what the other has made impossible',
      async run(subject) {
        const [store, other] = await bothStores(subject)
        await store.append(order('1'), numberedFrom(1, 2), { expectedVersion: 'no-stream' })
        await rejection(other.append(order('1'), [numbered(3)], { expectedVersion: 1 }), 'ERR_CONCURRENCY', {
          actual: 2,
        })
      },
    },
    {
      name: 'let one of forty appends win that race from both sides',
      async run(subject) {
        const stores = await bothStores(subject)
        const settled = await Promise.allSettled(
          countTo(40).map((number) =>
            (stores[number % 2] ?? stores[0]).append(order('1'), [numbered(number)], { expectedVersion: 0 }),
          ),
        )
        await assertOneWins(settled)
      },
    },
    {
      name: 'write once what both append with the same event ids',
      async run(subject) {
        const stores = await bothStores(subject)
        const events = [numbered(1, { id: randomUUID() })]
        const results = await Promise.all(
          stores.map((store) => store.append(order('1'), events, { expectedVersion: 'no-stream' })),
        )
        assert.equal(results.filter(({ written }) => written).length, 1)
        assert.equal((await collect(stores[0].readAll())).length, 1)
      },
    },
    {
      name: 'lose no event to a reader that pages while both write',
      async run(subject) {
        const stores = await bothStores(subject)
        const written = Promise.all(
          countTo(10).map(async (writer) => {
            const store = stores[writer % 2] ?? stores[0]
            for (const step of countTo(20)) {
              await store.append(order(`${writer}`), [numbered(step)], { expectedVersion: step - 1 })
            }
          }),
        ).then(() => true)
        const seen: string[] = []
        let position = origin
        while (!(await Promise.race([written, setImmediate(false)]))) await readToHead()
        await readToHead()
        const all = (await collect(stores[1].readAll())).map(({ id }) => id)
        assert.equal(all.length, 200)
        assert.deepEqual(seen, all)

        async function readToHead(): Promise<void> {
          for (;;) {
            const page = await stores[0].readPage({ limit: 7, after: position })
            seen.push(...page.events.map(({ id }) => id))
            position = page.position
            if (page.atHead) return
          }
        }
      },
    },
  ]),
}

function concurrent(cases: readonly EventStoreCase[]): EventStoreCase[] {
  return cases.map((each) => ({ ...each, needs: 'concurrent-connections' }))
}
