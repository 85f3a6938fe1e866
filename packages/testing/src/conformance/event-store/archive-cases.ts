import type { EventStore } from '@uno-ts/types'
import { assert } from '../assert.ts'
import { collect } from '../collect.ts'
import { rejection } from '../rejection.ts'
import type { EventStoreCase, EventStoreSubject, EventStoreTopic } from './event-store-subject.ts'
import { numbered, numberedFrom, numbers, order } from './sample-events.ts'

/** Streams that were put away. */
export const archiveCases: EventStoreTopic = {
  topic: 'archived streams',
  cases: archiving([
    {
      name: 'are read by their id as before, in every way',
      async run(subject) {
        const { store } = subject
        const before = await archived(subject)
        assert.deepEqual(await collect(store.readStream(order('1'))), before)
        assert.deepEqual((await store.load(order('1'))).events, before)
        const backward = await collect(store.readStream(order('1'), { direction: 'backward', limit: 2 }))
        assert.deepEqual(numbers(backward), [3, 2])
      },
    },
    {
      name: 'say so when they are asked for their state',
      async run(subject) {
        const { store } = subject
        const before = await archived(subject)
        assert.deepEqual(await store.streamState(order('1')), {
          streamId: order('1'),
          streamVersion: 3,
          firstRecordedAt: before[0]?.recordedAt,
          lastRecordedAt: before.at(-1)?.recordedAt,
          archived: true,
        })
        assert.equal((await store.streamState(order('2'))).archived, false)
      },
    },
    {
      name: 'are no part of all events',
      async run(subject) {
        const { store } = subject
        await archived(subject)
        assert.deepEqual(numbers(await collect(store.readAll())), [11, 12])
        const page = await store.readPage()
        assert.deepEqual(numbers(page.events), [11, 12])
        assert.ok(page.position >= (await store.head()))
      },
    },
    ...([3, 0, 7, 'any', 'no-stream', 'stream-exists'] as const).map((expectedVersion): EventStoreCase => ({
      name: `take no append that expects ${expectedVersion}`,
      async run(subject) {
        const { store } = subject
        await archived(subject)
        await rejection(store.append(order('1'), [numbered(4)], { expectedVersion }), 'ERR_STREAM_ARCHIVED', {
          streamId: order('1'),
          retryable: false,
        })
        assert.equal((await store.streamState(order('1'))).streamVersion, 3)
      },
    })),
    {
      name: 'keep a plan from being written that would append to them',
      async run(subject) {
        const { store } = subject
        await archived(subject)
        const plan = store.commit({
          appends: [
            { streamId: order('2'), expectedVersion: 'any', events: [numbered(13)] },
            { streamId: order('1'), expectedVersion: 'any', events: [numbered(4)] },
          ],
        })
        await rejection(plan, 'ERR_STREAM_ARCHIVED', { streamId: order('1') })
        assert.equal((await store.streamState(order('2'))).streamVersion, 2)
      },
    },
    {
      name: 'may have their version checked by a plan',
      async run(subject) {
        await archived(subject)
        assert.equal((await checked(subject.store, 3)).appends.length, 1)
        await rejection(checked(subject.store, 2), 'ERR_CONCURRENCY', { streamId: order('1'), actual: 3 })
      },
    },
    {
      name: 'that are taken back are as they were, and take appends again',
      async run(subject) {
        const { store, unarchive } = subject
        const before = await archived(subject)
        await unarchive?.(order('1'))
        assert.deepEqual(await collect(store.readStream(order('1'))), before)
        assert.deepEqual(numbers(await collect(store.readAll())), [1, 11, 2, 3, 12])
        const result = await store.append(order('1'), [numbered(4)], { expectedVersion: 3 })
        assert.equal(result.streamVersion, 4)
      },
    },
  ]),
}

/** Two streams side by side, of which the first is archived; gives its events. */
async function archived({ store, archive }: EventStoreSubject) {
  await store.append(order('1'), [numbered(1, { tags: ['a'] })], { expectedVersion: 'no-stream' })
  await store.append(order('2'), [numbered(11)], { expectedVersion: 'no-stream' })
  await store.append(order('1'), numberedFrom(2, 3), { expectedVersion: 1 })
  await store.append(order('2'), [numbered(12)], { expectedVersion: 1 })
  const events = await collect(store.readStream(order('1')))
  assert.ok(archive !== undefined, 'a subject that claims archiving does it')
  await archive(order('1'))
  return events
}

function checked(store: EventStore, expectedVersion: number) {
  return store.commit({
    appends: [
      { streamId: order('1'), expectedVersion, events: [] },
      { streamId: order('3'), expectedVersion: 'any', events: [numbered(1)] },
    ],
  })
}

function archiving(cases: readonly EventStoreCase[]): EventStoreCase[] {
  return cases.map((each) => ({ ...each, needs: 'archiving' }))
}
