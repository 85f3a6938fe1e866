import { randomUUID } from 'node:crypto'
import { assert } from '../assert.ts'
import { collect } from '../collect.ts'
import type { EventStoreTopic } from './event-store-subject.ts'
import { numbered, numberedFrom, numbers, order } from './sample-events.ts'

/** Tenants have their own streams. */
export const tenantCases: EventStoreTopic = {
  topic: 'tenants',
  cases: [
    {
      name: 'have streams of the same name, each with its own versions',
      async run({ store }) {
        const tenant = randomUUID()
        await store.append(order('1'), numberedFrom(1, 2), { expectedVersion: 'no-stream' })
        const other = await store.append(order('1'), [numbered(9)], { expectedVersion: 'no-stream', tenant })
        assert.equal(other.streamVersion, 1)
        assert.deepEqual(numbers(await collect(store.readStream(order('1')))), [1, 2])
        assert.deepEqual(numbers(await collect(store.readStream(order('1'), { tenant }))), [9])
        assert.deepEqual(numbers((await store.load(order('1'), { tenant })).events), [9])
        assert.equal((await store.streamState(order('1'), { tenant })).streamVersion, 1)
      },
    },
    {
      name: "read all of their own events and nobody else's",
      async run({ store }) {
        const tenant = randomUUID()
        await store.append(order('1'), [numbered(1)], { expectedVersion: 'any' })
        await store.append(order('2'), [numbered(2)], { expectedVersion: 'any', tenant })
        await store.append(order('3'), [numbered(3)], { expectedVersion: 'any' })
        assert.deepEqual(numbers(await collect(store.readAll())), [1, 3])
        assert.deepEqual(numbers(await collect(store.readAll({ tenant }))), [2])
        assert.deepEqual(numbers((await store.readPage({ tenant })).events), [2])
      },
    },
    {
      name: 'may use the same event ids',
      async run({ store }) {
        const id = randomUUID()
        const tenant = randomUUID()
        await store.append(order('1'), [numbered(1, { id })], { expectedVersion: 'no-stream' })
        const other = await store.append(order('1'), [numbered(1, { id })], {
          expectedVersion: 'no-stream',
          tenant,
        })
        assert.equal(other.written, true)
      },
    },
    {
      name: 'are told to readers',
      async run({ store }) {
        const tenant = randomUUID()
        await store.append(order('1'), [numbered(1)], { expectedVersion: 'any', tenant })
        assert.equal((await collect(store.readAll({ tenant })))[0]?.tenant, tenant)
      },
    },
    {
      name: 'are taken from the metadata when the append does not name one',
      async run({ store }) {
        const [named, carried] = [randomUUID(), randomUUID()]
        await store.append(order('1'), [numbered(1)], {
          expectedVersion: 'any',
          metadata: { tenant: carried },
        })
        await store.append(order('2'), [numbered(2)], {
          expectedVersion: 'any',
          metadata: { tenant: carried },
          tenant: named,
        })
        assert.deepEqual(numbers(await collect(store.readAll({ tenant: carried }))), [1])
        assert.deepEqual(numbers(await collect(store.readAll({ tenant: named }))), [2])
        assert.deepEqual(await collect(store.readAll()), [])
      },
    },
    {
      name: 'commit plans of their own',
      async run({ store }) {
        const tenant = randomUUID()
        await store.append(order('1'), [numbered(1)], { expectedVersion: 'no-stream' })
        await store.commit({
          appends: [{ streamId: order('1'), expectedVersion: 'no-stream', events: [numbered(2)] }],
          tenant,
        })
        assert.deepEqual(numbers(await collect(store.readStream(order('1'), { tenant }))), [2])
      },
    },
    {
      name: 'share positions',
      async run({ store }) {
        const tenant = randomUUID()
        const mine = await store.append(order('1'), [numbered(1)], { expectedVersion: 'any' })
        const theirs = await store.append(order('1'), [numbered(1)], { expectedVersion: 'any', tenant })
        assert.ok(theirs.globalPosition > mine.globalPosition)
      },
    },
  ],
}
