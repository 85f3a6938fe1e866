import type { EventStore } from '@uno-ts/types'
import { assert } from '../assert.ts'
import { collect } from '../collect.ts'
import { rejection } from '../rejection.ts'
import { assertOneWins } from './defects.ts'
import type { EventStoreTopic } from './event-store-subject.ts'
import { countTo, numbered, numberedFrom, numbers, order } from './sample-events.ts'

/** Committing plans over several streams. */
export const planCases: EventStoreTopic = {
  topic: 'commit plans',
  cases: [
    {
      name: 'append to several streams and answer for each in the order of the plan',
      async run({ store }) {
        await store.append(order('2'), [numbered(1)], { expectedVersion: 'no-stream' })
        const result = await store.commit({
          appends: [
            { streamId: order('3'), expectedVersion: 'no-stream', events: numberedFrom(1, 2) },
            { streamId: order('2'), expectedVersion: 1, events: [numbered(2)] },
            { streamId: order('1'), expectedVersion: 'any', events: [numbered(1)] },
          ],
        })
        assert.deepEqual(
          result.appends.map(({ streamId, streamVersion, written }) => ({
            streamId,
            streamVersion,
            written,
          })),
          [
            { streamId: order('3'), streamVersion: 2, written: true },
            { streamId: order('2'), streamVersion: 2, written: true },
            { streamId: order('1'), streamVersion: 1, written: true },
          ],
        )
      },
    },
    {
      name: 'answer with the highest position written',
      async run({ store }) {
        const { appends, globalPosition } = await store.commit({
          appends: [
            { streamId: order('2'), expectedVersion: 'no-stream', events: [numbered(1)] },
            { streamId: order('1'), expectedVersion: 'no-stream', events: [numbered(2)] },
          ],
        })
        const positions = appends.map((append) => append.globalPosition)
        assert.ok(globalPosition !== undefined && positions.includes(globalPosition))
        assert.ok(positions.every((position) => position <= globalPosition))
        for (const append of appends) {
          const events = await collect(store.readStream(append.streamId))
          assert.equal(events.at(-1)?.globalPosition, append.globalPosition)
        }
      },
    },
    {
      name: 'write nothing when one stream moved, and name it',
      async run({ store }) {
        await store.append(order('2'), numberedFrom(1, 2), { expectedVersion: 'no-stream' })
        const plan = store.commit({
          appends: [
            { streamId: order('1'), expectedVersion: 'no-stream', events: [numbered(1)] },
            { streamId: order('2'), expectedVersion: 1, events: [numbered(2)] },
            { streamId: order('3'), expectedVersion: 'any', events: [numbered(3)] },
          ],
        })
        await rejection(plan, 'ERR_CONCURRENCY', { streamId: order('2'), expected: 1, actual: 2 })
        assert.equal((await store.streamState(order('1'))).streamVersion, 0)
        assert.equal((await store.streamState(order('2'))).streamVersion, 2)
        assert.equal((await store.streamState(order('3'))).streamVersion, 0)
      },
    },
    {
      name: 'write nothing when the last stream of many moved',
      async run({ store }) {
        const appends = countTo(20).map((id) => ({
          streamId: order(`${id}`),
          expectedVersion: id === 20 ? ('stream-exists' as const) : ('no-stream' as const),
          events: [numbered(id)],
        }))
        await rejection(store.commit({ appends }), 'ERR_CONCURRENCY', { streamId: order('20') })
        assert.deepEqual(await collect(store.readAll()), [])
      },
    },
    {
      name: 'check a stream without writing to it',
      async run({ store }) {
        await store.append(order('1'), numberedFrom(1, 2), { expectedVersion: 'no-stream' })
        const result = await store.commit({
          appends: [
            { streamId: order('1'), expectedVersion: 2, events: [] },
            { streamId: order('2'), expectedVersion: 'no-stream', events: [numbered(1)] },
          ],
        })
        assert.deepEqual(
          result.appends.map(({ streamId }) => streamId),
          [order('2')],
        )
        assert.equal((await store.streamState(order('1'))).streamVersion, 2)
      },
    },
    {
      name: 'write nothing when a checked stream moved',
      async run({ store }) {
        await store.append(order('1'), numberedFrom(1, 2), { expectedVersion: 'no-stream' })
        const plan = store.commit({
          appends: [
            { streamId: order('2'), expectedVersion: 'no-stream', events: [numbered(1)] },
            { streamId: order('1'), expectedVersion: 1, events: [] },
          ],
        })
        await rejection(plan, 'ERR_CONCURRENCY', { streamId: order('1'), expected: 1, actual: 2 })
        assert.equal((await store.streamState(order('2'))).streamVersion, 0)
      },
    },
    {
      name: 'check that a stream does not exist, or that it does',
      async run({ store }) {
        await store.append(order('1'), [numbered(1)], { expectedVersion: 'no-stream' })
        await store.commit({
          appends: [
            { streamId: order('1'), expectedVersion: 'stream-exists', events: [] },
            { streamId: order('2'), expectedVersion: 'no-stream', events: [] },
          ],
        })
        const missing = store.commit({
          appends: [{ streamId: order('2'), expectedVersion: 'stream-exists', events: [] }],
        })
        await rejection(missing, 'ERR_CONCURRENCY', { streamId: order('2'), actual: 0 })
        const there = store.commit({
          appends: [{ streamId: order('1'), expectedVersion: 'no-stream', events: [] }],
        })
        await rejection(there, 'ERR_CONCURRENCY', { streamId: order('1'), actual: 1 })
      },
    },
    {
      name: 'ask nothing of a stream at any version, whether it is there or not',
      async run({ store }) {
        const nothing = { streamId: order('1'), expectedVersion: 'any' as const, events: [] }
        assert.deepEqual(await store.commit({ appends: [nothing] }), {
          appends: [],
          globalPosition: undefined,
        })
        await store.append(order('1'), [numbered(1)], { expectedVersion: 'no-stream' })
        assert.deepEqual(await store.commit({ appends: [nothing] }), {
          appends: [],
          globalPosition: undefined,
        })
      },
    },
    {
      name: 'have no position when they have no events',
      async run({ store }) {
        const result = await store.commit({
          appends: [{ streamId: order('1'), expectedVersion: 'no-stream', events: [] }],
        })
        assert.deepEqual(result, { appends: [], globalPosition: undefined })
      },
    },
    {
      name: 'put their metadata under that of every event',
      async run({ store }) {
        await store.commit({
          appends: [
            { streamId: order('1'), expectedVersion: 'no-stream', events: [numbered(1)] },
            {
              streamId: order('2'),
              expectedVersion: 'no-stream',
              events: [numbered(2, { metadata: { actor: 'eve' } })],
            },
          ],
          metadata: { correlationId: 'c-1', actor: 'adam' },
        })
        const [first] = await collect(store.readStream(order('1')))
        const [second] = await collect(store.readStream(order('2')))
        assert.deepEqual(first?.metadata, { correlationId: 'c-1', actor: 'adam' })
        assert.deepEqual(second?.metadata, { correlationId: 'c-1', actor: 'eve' })
      },
    },
    {
      name: 'let exactly one of ten win that race over the same two streams, named in either order',
      async run({ store }) {
        const settled = await Promise.allSettled(
          countTo(10).map((number) => {
            const appends = ['1', '2'].map((id) => ({
              streamId: order(id),
              expectedVersion: 'no-stream' as const,
              events: [numbered(number)],
            }))
            return store.commit({ appends: number % 2 === 0 ? appends : appends.toReversed() })
          }),
        )
        await assertOneWins(settled)
        const first = numbers(await collect(store.readStream(order('1'))))
        assert.equal(first.length, 1)
        assert.deepEqual(numbers(await collect(store.readStream(order('2')))), first)
      },
    },
    {
      name: 'reach over 200 streams',
      async run({ store }) {
        const { appends } = await store.commit({
          appends: countTo(200).map((number) => ({
            streamId: order(`${number}`),
            expectedVersion: 'no-stream' as const,
            events: [numbered(number)],
          })),
        })
        assert.deepEqual(
          appends.map(({ streamId }) => streamId),
          countTo(200).map((number) => order(`${number}`)),
        )
        assert.equal((await collect(store.readAll())).length, 200)
      },
    },
    {
      name: 'carry tagged events without a stream beside streams',
      async run({ store }) {
        const ids = ['0190163d-8694-739b-aea5-966c26f8ad91', '0190163d-8694-739b-aea5-966c26f8ad92']
        const { appends } = await store.commit({
          appends: [
            { streamId: order('1'), expectedVersion: 'no-stream', events: [numbered(1)] },
            { events: ids.map((id, index) => numbered(index + 2, { id, tags: ['a'] })) },
          ],
        })
        assert.deepEqual(
          appends.map(({ streamId, streamVersion }) => ({ streamId, streamVersion })),
          [order('1'), ...ids.map((id) => `event-${id}`)].map((streamId) => ({ streamId, streamVersion: 1 })),
        )
        assert.deepEqual(numbers(await collect(store.readAll({ filter: { tags: ['a'] } }))), [2, 3])
      },
    },
    {
      name: 'name the stream that moved when a tagged event comes along',
      async run({ store }) {
        const plan = store.commit({
          appends: [
            { events: [numbered(1, { tags: ['a'] })] },
            { streamId: order('1'), expectedVersion: 3, events: [numbered(2)] },
          ],
        })
        await rejection(plan, 'ERR_CONCURRENCY', { streamId: order('1'), expected: 3, actual: 0 })
        assert.deepEqual(await collect(store.readAll()), [])
      },
    },
    {
      name: 'never let two win of which each checks that what the other begins is not there',
      run: ({ store }) => eachChecksTheOther(store, 0),
    },
    {
      name: 'never let two win of which each checks the version of what the other appends to',
      run: ({ store }) => eachChecksTheOther(store, 1),
    },
  ],
}

/** Twice ten plans in pairs: both append to one of two streams, and rely on the other one staying as it is. */
async function eachChecksTheOther(store: EventStore, expectedVersion: 0 | 1): Promise<void> {
  for (const round of countTo(10)) {
    const streams = [order(`${round}-a`), order(`${round}-b`)]
    if (expectedVersion > 0) {
      for (const stream of streams) await store.append(stream, [numbered(0)], { expectedVersion: 0 })
    }
    const plans = streams.map((own) =>
      store.commit({
        appends: streams.map((streamId) => ({
          streamId,
          expectedVersion,
          events: streamId === own ? [numbered(1)] : [],
        })),
      }),
    )
    await assertOneWins(await Promise.allSettled(plans))
  }
}
