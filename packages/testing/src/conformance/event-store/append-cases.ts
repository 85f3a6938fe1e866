import { assert } from '../assert.ts'
import { collect } from '../collect.ts'
import { rejection } from '../rejection.ts'
import { assertOneWins } from './defects.ts'
import type { EventStoreTopic } from './event-store-subject.ts'
import { countTo, numbered, numberedFrom, numbers, order } from './sample-events.ts'

/** Appending to one stream. */
export const appendCases: EventStoreTopic = {
  topic: 'appending',
  cases: [
    {
      name: 'gives the first event of a stream version 1',
      async run({ store }) {
        const result = await store.append(order('1'), [numbered(1)], { expectedVersion: 'no-stream' })
        const [event] = await collect(store.readStream(order('1')))
        assert.equal(result.streamId, order('1'))
        assert.equal(result.streamVersion, 1)
        assert.equal(result.written, true)
        assert.equal(event?.streamVersion, 1)
      },
    },
    {
      name: 'takes 0 for no-stream',
      async run({ store }) {
        assert.equal((await store.append(order('1'), [numbered(1)], { expectedVersion: 0 })).streamVersion, 1)
        await rejection(store.append(order('1'), [numbered(2)], { expectedVersion: 0 }), 'ERR_CONCURRENCY')
      },
    },
    {
      name: 'appends at an exact version',
      async run({ store }) {
        await store.append(order('1'), numberedFrom(1, 2), { expectedVersion: 'no-stream' })
        const result = await store.append(order('1'), [numbered(3)], { expectedVersion: 2 })
        assert.equal(result.streamVersion, 3)
        assert.deepEqual(numbers(await collect(store.readStream(order('1')))), [1, 2, 3])
      },
    },
    {
      name: 'appends to a stream that must exist',
      async run({ store }) {
        await store.append(order('1'), [numbered(1)], { expectedVersion: 'no-stream' })
        const result = await store.append(order('1'), [numbered(2)], { expectedVersion: 'stream-exists' })
        assert.equal(result.streamVersion, 2)
      },
    },
    {
      name: 'appends at any version, to a new stream and to an old one',
      async run({ store }) {
        assert.equal(
          (await store.append(order('1'), [numbered(1)], { expectedVersion: 'any' })).streamVersion,
          1,
        )
        assert.equal(
          (await store.append(order('1'), [numbered(2)], { expectedVersion: 'any' })).streamVersion,
          2,
        )
      },
    },
    {
      name: 'keeps the order of the events of one append',
      async run({ store }) {
        await store.append(order('1'), numberedFrom(1, 50), { expectedVersion: 'no-stream' })
        const events = await collect(store.readStream(order('1')))
        assert.deepEqual(numbers(events), countTo(50))
        assert.deepEqual(
          events.map(({ streamVersion }) => streamVersion),
          countTo(50),
        )
      },
    },
    {
      name: 'keeps the order of 1,200 events of one append',
      async run({ store }) {
        const result = await store.append(order('1'), numberedFrom(1, 1200), { expectedVersion: 'no-stream' })
        const events = await collect(store.readStream(order('1')))
        assert.equal(result.streamVersion, 1200)
        assert.deepEqual(numbers(events), countTo(1200))
      },
    },
    {
      name: 'answers with the position of the last event',
      async run({ store }) {
        const result = await store.append(order('1'), numberedFrom(1, 3), { expectedVersion: 'no-stream' })
        const events = await collect(store.readStream(order('1')))
        assert.equal(result.globalPosition, events.at(-1)?.globalPosition)
      },
    },
    {
      name: 'gives ascending positions within an append and over streams',
      async run({ store }) {
        const first = await store.append(order('1'), numberedFrom(1, 3), { expectedVersion: 'no-stream' })
        const second = await store.append(order('2'), numberedFrom(4, 5), { expectedVersion: 'no-stream' })
        const third = await store.append(order('1'), [numbered(6)], { expectedVersion: 3 })
        assert.ok(first.globalPosition < second.globalPosition)
        assert.ok(second.globalPosition < third.globalPosition)
        const positions = (await collect(store.readStream(order('1')))).map((event) => event.globalPosition)
        assert.deepEqual(
          positions,
          positions.toSorted((a, b) => (a < b ? -1 : 1)),
        )
        assert.equal(new Set(positions).size, 4)
      },
    },
    {
      name: 'keeps streams apart that differ only in case or in a trailing space',
      async run({ store }) {
        await store.append(order('a'), [numbered(1)], { expectedVersion: 'no-stream' })
        await store.append(order('A'), [numbered(2)], { expectedVersion: 'no-stream' })
        await store.append(order('a '), [numbered(3)], { expectedVersion: 'no-stream' })
        assert.deepEqual(numbers(await collect(store.readStream(order('a')))), [1])
        assert.deepEqual(numbers(await collect(store.readStream(order('A')))), [2])
        assert.deepEqual(numbers(await collect(store.readStream(order('a ')))), [3])
      },
    },
    {
      name: 'refuses an append without events',
      async run({ store }) {
        await rejection(store.append(order('1'), [], { expectedVersion: 'any' }), 'ERR_INVALID_ARGUMENT')
        assert.equal((await store.streamState(order('1'))).streamVersion, 0)
      },
    },
    {
      name: 'does not share what it keeps with the caller',
      async run({ store }) {
        const data = { number: 1, lines: [1] }
        await store.append(order('1'), [{ type: 'Numbered', data }], { expectedVersion: 'no-stream' })
        data.number = 2
        data.lines.push(2)
        const [read] = await collect(store.readStream(order('1')))
        assert.deepEqual(read?.data, { number: 1, lines: [1] })
        Object.assign(read?.data as object, { number: 3 })
        assert.deepEqual((await collect(store.readStream(order('1'))))[0]?.data, { number: 1, lines: [1] })
      },
    },
    {
      name: 'lets exactly one of twenty appends win that expect the same version',
      async run({ store }) {
        const settled = await Promise.allSettled(
          Array.from({ length: 20 }, (_, index) =>
            store.append(order('1'), [numbered(index)], { expectedVersion: 'no-stream' }),
          ),
        )
        await assertOneWins(settled)
        assert.equal((await store.streamState(order('1'))).streamVersion, 1)
      },
    },
    {
      name: 'takes all of twenty appends at once that expect any version',
      async run({ store }) {
        const results = await Promise.all(
          Array.from({ length: 20 }, (_, index) =>
            store.append(order('1'), [numbered(index)], { expectedVersion: 'any' }),
          ),
        )
        const versions = results.map(({ streamVersion }) => streamVersion)
        assert.deepEqual(
          versions.toSorted((a, b) => a - b),
          countTo(20),
        )
      },
    },
    {
      name: "keeps each writer's own order when ten write to one stream at any version",
      async run({ store }) {
        await Promise.all(
          countTo(10).map(async (writer) => {
            for (const step of countTo(10)) {
              await store.append(order('1'), [numbered(writer * 100 + step)], { expectedVersion: 'any' })
            }
          }),
        )
        const events = await collect(store.readStream(order('1')))
        assert.deepEqual(
          events.map(({ streamVersion }) => streamVersion),
          countTo(100),
        )
        for (const writer of countTo(10)) {
          const own = numbers(events).filter((number) => Math.floor(number / 100) === writer)
          assert.deepEqual(
            own,
            countTo(10).map((step) => writer * 100 + step),
          )
        }
      },
    },
    {
      name: 'lets all of ten writers in that load, decide and try again, and loses no update',
      async run({ store }) {
        await Promise.all(
          countTo(10).map(async () => {
            for (let written = false; !written;) {
              const { events, streamVersion } = await store.load(order('1'))
              const next = Math.max(0, ...numbers(events)) + 1
              written = await store
                .append(order('1'), [numbered(next)], { expectedVersion: streamVersion })
                .then(
                  () => true,
                  async (error: unknown) => {
                    await rejection(Promise.reject(error), 'ERR_CONCURRENCY')
                    return false
                  },
                )
            }
          }),
        )
        assert.deepEqual(numbers(await collect(store.readStream(order('1')))), countTo(10))
      },
    },
    {
      name: 'keeps 200 streams apart that are appended to at once',
      async run({ store }) {
        await Promise.all(
          countTo(200).map((number) =>
            store.append(order(`${number}`), numberedFrom(number, number + 1), {
              expectedVersion: 'no-stream',
            }),
          ),
        )
        for (const number of [1, 100, 200]) {
          const events = await collect(store.readStream(order(`${number}`)))
          assert.deepEqual(numbers(events), [number, number + 1])
        }
        const all = await collect(store.readAll())
        assert.equal(new Set(all.map(({ globalPosition }) => globalPosition)).size, 400)
      },
    },
    {
      name: 'keeps the events of one append together in ascending position, whoever appends beside it',
      async run({ store }) {
        await Promise.all(
          countTo(20).map((number) =>
            store.append(order(`${number}`), numberedFrom(1, 20), { expectedVersion: 'no-stream' }),
          ),
        )
        const all = await collect(store.readAll())
        for (const number of countTo(20)) {
          assert.deepEqual(
            numbers(all.filter(({ streamId }) => streamId === order(`${number}`))),
            countTo(20),
          )
        }
      },
    },
    {
      name: 'says nothing was written only when nothing was',
      async run({ store }) {
        const results = [
          await store.append(order('1'), [numbered(1)], { expectedVersion: 'any' }),
          await store.append(order('1'), [numbered(1)], { expectedVersion: 'any' }),
        ]
        assert.deepEqual(
          results.map(({ written, streamVersion }) => ({ written, streamVersion })),
          [
            { written: true, streamVersion: 1 },
            { written: true, streamVersion: 2 },
          ],
        )
      },
    },
    {
      name: 'is read at once by whoever wrote it',
      async run({ store }) {
        for (const number of countTo(20)) {
          const { globalPosition } = await store.append(order('1'), [numbered(number)], {
            expectedVersion: number - 1,
          })
          assert.equal((await store.load(order('1'))).streamVersion, number)
          assert.ok((await store.head()) >= globalPosition)
          assert.equal((await collect(store.readAll())).length, number)
        }
      },
    },
  ],
}
