import { randomUUID } from 'node:crypto'
import { assert } from '../assert.ts'
import { collect } from '../collect.ts'
import { rejection } from '../rejection.ts'
import type { EventStoreTopic } from './event-store-subject.ts'
import { numbered, numbers, order } from './sample-events.ts'

/** Repeating an append with the same event ids. */
export const idempotencyCases: EventStoreTopic = {
  topic: 'event ids',
  cases: [
    {
      name: 'are made by the store when the caller brings none, each its own',
      async run({ store }) {
        await store.append(order('1'), [numbered(1), numbered(2)], { expectedVersion: 'no-stream' })
        const ids = (await collect(store.readStream(order('1')))).map(({ id }) => id)
        assert.equal(new Set(ids).size, 2)
        for (const id of ids)
          assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
      },
    },
    {
      name: 'are kept when the caller brings them',
      async run({ store }) {
        const id = randomUUID()
        await store.append(order('1'), [numbered(1, { id })], { expectedVersion: 'no-stream' })
        assert.equal((await collect(store.readStream(order('1'))))[0]?.id, id)
      },
    },
    {
      name: 'make a repeat harmless: the first result, nothing written',
      async run({ store }) {
        const events = [numbered(1, { id: randomUUID() }), numbered(2, { id: randomUUID() })]
        const first = await store.append(order('1'), events, { expectedVersion: 'no-stream' })
        const second = await store.append(order('1'), events, { expectedVersion: 'no-stream' })
        assert.deepEqual(second, { ...first, written: false })
        assert.deepEqual(numbers(await collect(store.readStream(order('1')))), [1, 2])
      },
    },
    {
      name: 'make a repeat at an exact version harmless, also when the stream has gone on',
      async run({ store }) {
        await store.append(order('1'), [numbered(1)], { expectedVersion: 'no-stream' })
        const events = [numbered(2, { id: randomUUID() })]
        const first = await store.append(order('1'), events, { expectedVersion: 1 })
        await store.append(order('1'), [numbered(3)], { expectedVersion: 2 })
        const second = await store.append(order('1'), events, { expectedVersion: 1 })
        assert.deepEqual(second, { ...first, written: false })
        assert.deepEqual(numbers(await collect(store.readStream(order('1')))), [1, 2, 3])
      },
    },
    {
      name: 'make a repeat at any version harmless',
      async run({ store }) {
        const events = [numbered(1, { id: randomUUID() })]
        const first = await store.append(order('1'), events, { expectedVersion: 'any' })
        await store.append(order('1'), [numbered(2)], { expectedVersion: 'any' })
        const second = await store.append(order('1'), events, { expectedVersion: 'any' })
        assert.deepEqual(second, { ...first, written: false })
        assert.equal((await store.streamState(order('1'))).streamVersion, 2)
      },
    },
    {
      name: 'make a repeat to a stream that must exist harmless',
      async run({ store }) {
        await store.append(order('1'), [numbered(1)], { expectedVersion: 'no-stream' })
        const events = [numbered(2, { id: randomUUID() })]
        const first = await store.append(order('1'), events, { expectedVersion: 'stream-exists' })
        const second = await store.append(order('1'), events, { expectedVersion: 'stream-exists' })
        assert.deepEqual(second, { ...first, written: false })
      },
    },
    {
      name: 'make the repeat of a plan harmless',
      async run({ store }) {
        const appends = ['1', '2'].map((id) => ({
          streamId: order(id),
          expectedVersion: 'no-stream' as const,
          events: [numbered(1, { id: randomUUID() })],
        }))
        const first = await store.commit({ appends })
        const second = await store.commit({ appends })
        assert.deepEqual(second, {
          ...first,
          appends: first.appends.map((append) => ({ ...append, written: false })),
        })
        assert.equal((await collect(store.readAll())).length, 2)
      },
    },
    {
      name: 'make the repeat of a plan harmless, also when a stream it only checked has gone on',
      async run({ store }) {
        const plan = {
          appends: [
            { streamId: order('1'), expectedVersion: 'no-stream' as const, events: [] },
            {
              streamId: order('2'),
              expectedVersion: 'no-stream' as const,
              events: [numbered(1, { id: randomUUID() })],
            },
          ],
        }
        const first = await store.commit(plan)
        await store.append(order('1'), [numbered(2)], { expectedVersion: 'no-stream' })
        const second = await store.commit(plan)
        assert.deepEqual(second, {
          ...first,
          appends: first.appends.map((append) => ({ ...append, written: false })),
        })
        const fresh = { streamId: order('3'), expectedVersion: 'any' as const, events: [numbered(3)] }
        const other = store.commit({ appends: [...plan.appends.slice(0, 1), fresh] })
        await rejection(other, 'ERR_CONCURRENCY', { streamId: order('1'), expected: 'no-stream', actual: 1 })
      },
    },
    {
      name: 'are refused in another stream',
      async run({ store }) {
        const id = randomUUID()
        await store.append(order('1'), [numbered(1, { id })], { expectedVersion: 'no-stream' })
        await rejection(
          store.append(order('2'), [numbered(1, { id })], { expectedVersion: 'no-stream' }),
          'ERR_INVALID_ARGUMENT',
        )
        assert.equal((await store.streamState(order('2'))).streamVersion, 0)
      },
    },
    {
      name: 'are refused at another version of their stream',
      async run({ store }) {
        const id = randomUUID()
        await store.append(order('1'), [numbered(1, { id })], { expectedVersion: 'no-stream' })
        await rejection(
          store.append(order('1'), [numbered(1, { id })], { expectedVersion: 1 }),
          'ERR_INVALID_ARGUMENT',
        )
        assert.equal((await store.streamState(order('1'))).streamVersion, 1)
      },
    },
    {
      name: 'are refused together with new ones',
      async run({ store }) {
        const known = numbered(1, { id: randomUUID() })
        await store.append(order('1'), [known], { expectedVersion: 'any' })
        await rejection(
          store.append(order('1'), [known, numbered(2, { id: randomUUID() })], { expectedVersion: 'any' }),
          'ERR_INVALID_ARGUMENT',
        )
        assert.equal((await store.streamState(order('1'))).streamVersion, 1)
      },
    },
    {
      name: 'are refused twice in one append',
      async run({ store }) {
        const id = randomUUID()
        const twice = [numbered(1, { id }), numbered(2, { id })]
        await rejection(
          store.append(order('1'), twice, { expectedVersion: 'no-stream' }),
          'ERR_INVALID_ARGUMENT',
        )
        assert.equal((await store.streamState(order('1'))).streamVersion, 0)
      },
    },
    {
      name: 'are UUIDs, anything else is refused',
      async run({ store }) {
        await rejection(
          store.append(order('1'), [numbered(1, { id: 'first' })], { expectedVersion: 'any' }),
          'ERR_INVALID_ARGUMENT',
        )
        assert.equal((await store.streamState(order('1'))).streamVersion, 0)
      },
    },
    {
      name: 'make ten repeats at once one append',
      async run({ store }) {
        const events = [numbered(1, { id: randomUUID() })]
        const results = await Promise.all(
          Array.from({ length: 10 }, () =>
            store.append(order('1'), events, { expectedVersion: 'no-stream' }),
          ),
        )
        assert.equal(results.filter(({ written }) => written).length, 1)
        assert.equal(new Set(results.map(({ globalPosition }) => globalPosition)).size, 1)
      },
    },
    {
      name: 'are refused when a plan brings a known append beside a new one',
      async run({ store }) {
        const known = {
          streamId: order('1'),
          expectedVersion: 'no-stream' as const,
          events: [numbered(1, { id: randomUUID() })],
        }
        await store.commit({ appends: [known] })
        const fresh = {
          streamId: order('2'),
          expectedVersion: 'no-stream' as const,
          events: [numbered(2, { id: randomUUID() })],
        }
        await rejection(store.commit({ appends: [known, fresh] }), 'ERR_INVALID_ARGUMENT')
        assert.equal((await store.streamState(order('2'))).streamVersion, 0)
      },
    },
    {
      name: 'are refused in another order than before',
      async run({ store }) {
        const events = [1, 2, 3].map((number) => numbered(number, { id: randomUUID() }))
        await store.append(order('1'), events, { expectedVersion: 'no-stream' })
        const [first, second, third] = events
        assert.ok(first !== undefined && second !== undefined && third !== undefined)
        for (const other of [
          [second, first, third],
          [third, second, first],
          [first, third],
        ]) {
          const again = store.append(order('1'), other, { expectedVersion: 'any' })
          await rejection(again, 'ERR_INVALID_ARGUMENT')
        }
        const part = await store.append(order('1'), [second, third], { expectedVersion: 'any' })
        assert.deepEqual(
          { written: part.written, version: part.streamVersion },
          { written: false, version: 3 },
        )
        assert.deepEqual(numbers(await collect(store.readStream(order('1')))), [1, 2, 3])
      },
    },
    {
      name: 'are the same in capitals',
      async run({ store }) {
        const id = randomUUID()
        await store.append(order('1'), [numbered(1, { id: id.toUpperCase() })], {
          expectedVersion: 'no-stream',
        })
        const again = await store.append(order('1'), [numbered(1, { id })], { expectedVersion: 'no-stream' })
        assert.equal(again.written, false)
        assert.equal((await collect(store.readStream(order('1'))))[0]?.id, id)
      },
    },
    {
      name: 'are the same in capitals for events without a stream',
      async run({ store }) {
        const id = randomUUID()
        const first = await store.commit({ appends: [{ events: [numbered(1, { id: id.toUpperCase() })] }] })
        const again = await store.commit({ appends: [{ events: [numbered(1, { id })] }] })
        assert.deepEqual(
          again.appends,
          first.appends.map((append) => ({ ...append, written: false })),
        )
      },
    },
    {
      name: 'keep the first data: a repeat with other data changes nothing',
      async run({ store }) {
        const id = randomUUID()
        await store.append(order('1'), [numbered(1, { id })], { expectedVersion: 'no-stream' })
        const again = await store.append(order('1'), [numbered(2, { id })], { expectedVersion: 'no-stream' })
        assert.equal(again.written, false)
        assert.deepEqual(numbers(await collect(store.readStream(order('1')))), [1])
      },
    },
    {
      name: 'make a repeat of 1,200 events harmless',
      async run({ store }) {
        const events = Array.from({ length: 1200 }, (_, index) => numbered(index, { id: randomUUID() }))
        const first = await store.append(order('1'), events, { expectedVersion: 'no-stream' })
        const second = await store.append(order('1'), events, { expectedVersion: 'no-stream' })
        assert.deepEqual(second, { ...first, written: false })
      },
    },
  ],
}
