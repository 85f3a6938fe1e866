import type { EventStore, ReadStreamOptions } from '@uno-ts/types'
import { assert } from '../assert.ts'
import { collect, take } from '../collect.ts'
import type { EventStoreCase, EventStoreTopic } from './event-store-subject.ts'
import { countTo, numbered, numberedFrom, numbers, order } from './sample-events.ts'

/** Reading one stream. */
export const readStreamCases: EventStoreTopic = {
  topic: 'reading a stream',
  cases: [
    reads('forward from its first event', {}, countTo(10)),
    reads('backward from its last', { direction: 'backward' }, countTo(10).toReversed()),
    reads('from a version, inclusive', { from: 8 }, [8, 9, 10]),
    reads('up to a version, inclusive', { to: 3 }, [1, 2, 3]),
    reads('between two versions', { from: 4, to: 6 }, [4, 5, 6]),
    reads('one version', { from: 5, to: 5 }, [5]),
    reads('backward from a version', { direction: 'backward', from: 3 }, [3, 2, 1]),
    reads('backward down to a version', { direction: 'backward', to: 9 }, [10, 9]),
    reads('backward between two versions', { direction: 'backward', from: 6, to: 4 }, [6, 5, 4]),
    reads('at most so many events', { limit: 2 }, [1, 2]),
    reads('at most so many events from a version', { from: 4, limit: 3 }, [4, 5, 6]),
    reads('at most so many events backward', { direction: 'backward', limit: 3 }, [10, 9, 8]),
    reads('in round trips smaller than the stream', { batchSize: 3 }, countTo(10)),
    reads(
      'backward in round trips smaller than the stream',
      { direction: 'backward', batchSize: 4 },
      countTo(10).toReversed(),
    ),
    reads('with a limit greater than a round trip', { batchSize: 3, limit: 7 }, countTo(7)),
    reads('beyond its end: nothing', { from: 11 }, []),
    reads('at most no events: nothing', { limit: 0 }, []),
    reads('to beyond its end: what there is', { from: 9, to: 99 }, [9, 10]),
    reads('backward from beyond its end: what there is', { direction: 'backward', from: 99, to: 9 }, [10, 9]),
    reads('between versions in the wrong order: nothing', { from: 6, to: 4 }, []),
    reads(
      'backward between versions in the wrong order: nothing',
      { direction: 'backward', from: 4, to: 6 },
      [],
    ),
    reads('its last event alone', { direction: 'backward', limit: 1 }, [10]),
    reads('the last event up to a version', { direction: 'backward', from: 7, limit: 1 }, [7]),
    reads(
      'a range, cut short, in small round trips',
      { from: 2, to: 9, limit: 5, batchSize: 2 },
      [2, 3, 4, 5, 6],
    ),
    reads(
      'a range backward, cut short, in small round trips',
      { direction: 'backward', from: 9, to: 2, limit: 5, batchSize: 2 },
      [9, 8, 7, 6, 5],
    ),
    reads('in round trips of exactly its length', { batchSize: 10 }, countTo(10)),
    {
      name: 'that does not exist gives nothing',
      async run({ store }) {
        assert.deepEqual(await collect(store.readStream(order('none'))), [])
      },
    },
    {
      name: 'gives every field of its events',
      async run({ store }) {
        const before = await store.head()
        await store.append(
          order('1'),
          [{ type: 'OrderPlaced', data: { lines: 2 }, schemaVersion: 3, tags: ['order:1', 'customer:9'] }],
          { expectedVersion: 'no-stream', metadata: { correlationId: 'c-1' } },
        )
        const [event] = await collect(store.readStream(order('1')))
        assert.ok(event !== undefined)
        const { id, globalPosition, recordedAt, tenant, tags, ...rest } = event
        assert.deepEqual(rest, {
          type: 'OrderPlaced',
          data: { lines: 2 },
          schemaVersion: 3,
          metadata: { correlationId: 'c-1' },
          streamId: order('1'),
          streamVersion: 1,
        })
        assert.equal(typeof id, 'string')
        assert.equal(typeof tenant, 'string')
        assert.deepEqual(tags.toSorted(), ['customer:9', 'order:1'])
        assert.ok(typeof globalPosition === 'bigint' && globalPosition > before)
        assert.ok(recordedAt instanceof Date && !Number.isNaN(recordedAt.getTime()))
      },
    },
    {
      name: 'gives shape version 1, no tags and no metadata where nothing was said',
      async run({ store }) {
        await store.append(order('1'), [numbered(1)], { expectedVersion: 'no-stream' })
        const [event] = await collect(store.readStream(order('1')))
        assert.equal(event?.schemaVersion, 1)
        assert.deepEqual(event?.tags, [])
        assert.deepEqual(event?.metadata, {})
      },
    },
    {
      name: 'as of a time gives what was recorded by then, that moment included',
      async run({ store }) {
        await tenEvents(store)
        const events = await collect(store.readStream(order('1')))
        const first = events[0]?.recordedAt ?? new Date(0)
        const last = events.at(-1)?.recordedAt ?? new Date(0)
        const justBefore = new Date(first.getTime() - 1)
        assert.deepEqual(await collect(store.readStream(order('1'), { asOf: justBefore })), [])
        assert.equal((await collect(store.readStream(order('1'), { asOf: last }))).length, 10)
      },
    },
    {
      name: 'as of a time between two appends gives the earlier one, in every direction and range',
      async run({ store }) {
        await store.append(order('1'), numberedFrom(1, 3), { expectedVersion: 'no-stream' })
        const early = (await store.streamState(order('1'))).lastRecordedAt
        assert.ok(early !== undefined)
        // Appends until the store's clock has gone on.
        let version = 3
        for (;;) {
          await store.append(order('1'), [numbered(++version)], { expectedVersion: 'any' })
          const { lastRecordedAt } = await store.streamState(order('1'))
          if ((lastRecordedAt?.getTime() ?? 0) > early.getTime()) break
        }
        const asOf = early
        const all = await collect(store.readStream(order('1')))
        const then = numbers(all.filter(({ recordedAt }) => recordedAt <= asOf))
        assert.ok(then.length >= 3 && then.length < version)
        assert.deepEqual(numbers(await collect(store.readStream(order('1'), { asOf }))), then)
        const backward = store.readStream(order('1'), { asOf, direction: 'backward' })
        assert.deepEqual(numbers(await collect(backward)), then.toReversed())
        const last = store.readStream(order('1'), { asOf, direction: 'backward', limit: 1 })
        assert.deepEqual(numbers(await collect(last)), then.slice(-1))
        assert.deepEqual(
          numbers(await collect(store.readStream(order('1'), { asOf, from: 2, to: 3 }))),
          [2, 3],
        )
      },
    },
    {
      name: 'may be left early and read again',
      async run({ store }) {
        await tenEvents(store)
        assert.deepEqual(numbers(await take(store.readStream(order('1'), { batchSize: 2 }), 3)), [1, 2, 3])
        assert.deepEqual(numbers(await collect(store.readStream(order('1')))), countTo(10))
      },
    },
    {
      name: 'may be left early many times: nothing is used up',
      async run({ store }) {
        await tenEvents(store)
        for (let round = 0; round < 30; round++) await take(store.readStream(order('1'), { batchSize: 1 }), 1)
        assert.equal((await store.streamState(order('1'))).streamVersion, 10)
      },
    },
    {
      name: 'for folding gives all events and the version',
      async run({ store }) {
        await tenEvents(store)
        const { streamId, snapshot, events, streamVersion } = await store.load(order('1'))
        assert.equal(streamId, order('1'))
        assert.equal(snapshot, undefined)
        assert.equal(streamVersion, 10)
        assert.deepEqual(numbers(events), countTo(10))
      },
    },
    {
      name: 'for folding gives version 0 when it does not exist',
      async run({ store }) {
        const { events, streamVersion } = await store.load(order('none'))
        assert.deepEqual({ events, streamVersion }, { events: [], streamVersion: 0 })
      },
    },
    {
      name: 'is not needed to know its state',
      async run({ store }) {
        await tenEvents(store)
        const events = await collect(store.readStream(order('1')))
        assert.deepEqual(await store.streamState(order('1')), {
          streamId: order('1'),
          streamVersion: 10,
          firstRecordedAt: events[0]?.recordedAt,
          lastRecordedAt: events.at(-1)?.recordedAt,
          archived: false,
        })
      },
    },
    {
      name: 'that does not exist has the state of version 0',
      async run({ store }) {
        assert.deepEqual(await store.streamState(order('none')), {
          streamId: order('none'),
          streamVersion: 0,
          firstRecordedAt: undefined,
          lastRecordedAt: undefined,
          archived: false,
        })
      },
    },
  ],
}

function reads(name: string, options: ReadStreamOptions, expected: readonly number[]): EventStoreCase {
  return {
    name,
    async run({ store }) {
      await tenEvents(store)
      assert.deepEqual(numbers(await collect(store.readStream(order('1'), options))), expected)
    },
  }
}

/** Ten events in one stream, in two appends, beside another stream. */
async function tenEvents(store: EventStore): Promise<void> {
  await store.append(order('1'), numberedFrom(1, 6), { expectedVersion: 'no-stream' })
  await store.append(order('2'), numberedFrom(101, 103), { expectedVersion: 'no-stream' })
  await store.append(order('1'), numberedFrom(7, 10), { expectedVersion: 6 })
}
