import { streamId, type Event, type EventStore, type StreamId } from '@uno-ts/types'
import { assert } from '../assert.ts'
import { collect } from '../collect.ts'
import { rejection } from '../rejection.ts'
import type { EventStoreCase, EventStoreTopic } from './event-store-subject.ts'
import { countTo, numbered, numberedFrom, numbers, order } from './sample-events.ts'

/** What cannot be recorded or asked for, and is refused before anything is written. */
export const refusalCases: EventStoreTopic = {
  topic: 'refusals',
  cases: [
    refuses('an expected version that no stream can be at', (store) =>
      [-1, 1.5, Number.NaN, Infinity].map(
        (expectedVersion) => () => store.append(order('1'), [numbered(1)], { expectedVersion }),
      ),
    ),
    refusesEvent('an event without a type', { type: '', data: {} }),
    refusesEvent('a type of 257 characters', { type: 'x'.repeat(257), data: {} }),
    refusesEvent('a type with NUL', { type: 'Num\0bered', data: {} }),
    refusesEvent('an empty tag', numbered(1, { tags: ['a', ''] })),
    refusesEvent('a tag of 257 characters', numbered(1, { tags: ['x'.repeat(257)] })),
    refusesEvent('a tag with NUL', numbered(1, { tags: ['a', 'b\0'] })),
    refusesEvent('schema version 0', numbered(1, { schemaVersion: 0 })),
    refusesEvent('a schema version between two', numbered(1, { schemaVersion: 1.5 })),
    refusesEvent('a schema version above 2^31 - 1', numbered(1, { schemaVersion: 2 ** 31 })),
    refusesEvent('data with a bigint', { type: 'Numbered', data: { number: 1n } }),
    refusesEvent('data that contains itself', { type: 'Numbered', data: circle() }),
    refusesEvent('an id that is no UUID', numbered(1, { id: 'not-a-uuid' })),
    refuses('a name that is no name of a stream', (store) =>
      ['', 'order', 'order-', '-1', 'order-a\0b', `order-${'x'.repeat(507)}`].flatMap((name) => {
        const misnamed = name as StreamId // as a caller's cast would have it
        return [
          () => store.append(misnamed, [numbered(1)], { expectedVersion: 'any' }),
          () =>
            store.commit({
              appends: [
                { streamId: order('1'), expectedVersion: 'any', events: [numbered(1)] },
                { streamId: misnamed, expectedVersion: 'any', events: [] },
              ],
            }),
        ]
      }),
    ),
    refuses('a plan that names a stream twice', (store) => [
      () =>
        store.commit({
          appends: [
            { streamId: order('1'), expectedVersion: 'any', events: [numbered(1)] },
            { streamId: order('1'), expectedVersion: 'any', events: [numbered(2)] },
          ],
        }),
      () =>
        store.commit({
          appends: [
            { streamId: order('1'), expectedVersion: 'any', events: [numbered(1)] },
            { streamId: order('1'), expectedVersion: 'any', events: [] },
          ],
        }),
    ]),
    refuses('a plan without appends and conditions', (store) => [() => store.commit({ appends: [] })]),
    refuses('a plan of which the last event cannot be recorded', (store) => [
      () =>
        store.commit({
          appends: [
            { streamId: order('1'), expectedVersion: 'any', events: numberedFrom(1, 3) },
            { streamId: order('2'), expectedVersion: 'any', events: [numbered(4), { type: '', data: {} }] },
          ],
        }),
    ]),
    refuses('to read fewer than no events, or in round trips of none', (store) =>
      [{ limit: -1 }, { limit: 1.5 }, { batchSize: 0 }, { batchSize: -1 }, { batchSize: 1.5 }].flatMap(
        (options) => [
          () => collect(store.readStream(order('1'), options)),
          () => collect(store.readAll(options)),
        ],
      ),
    ),
    refuses('to read a page of no events', (store) =>
      [0, -1, 1.5].map((limit) => () => store.readPage({ limit })),
    ),
    {
      name: 'leave the store as it was: the next append finds its stream',
      async run({ store }) {
        await store.append(order('1'), [numbered(1)], { expectedVersion: 'no-stream' })
        await rejection(
          store.append(order('1'), [{ type: '', data: {} }], { expectedVersion: 1 }),
          'ERR_INVALID_ARGUMENT',
        )
        await store.append(order('1'), [numbered(2)], { expectedVersion: 1 })
        assert.deepEqual(numbers(await collect(store.readAll())), [1, 2])
      },
    },
    {
      name: 'of one append fail no neighbour that is appended at the same moment',
      async run({ store }) {
        const outcomes = await Promise.allSettled(
          countTo(30).map((number) => {
            const wrong: Event = number % 3 === 0 ? { type: '', data: {} } : numbered(number)
            const expectedVersion = number % 5 === 0 ? 7 : ('no-stream' as const)
            return store.append(order(`${number}`), [wrong], { expectedVersion })
          }),
        )
        const held = countTo(30).filter((number) => number % 3 !== 0 && number % 5 !== 0)
        assert.deepEqual(
          countTo(30).filter((number) => outcomes[number - 1]?.status === 'fulfilled'),
          held,
        )
        const written = numbers(await collect(store.readAll()))
        assert.deepEqual(
          written.toSorted((a, b) => a - b),
          held,
        )
      },
    },
    {
      name: 'do not reach streams whose names begin alike',
      async run({ store }) {
        await store.append(streamId('order', '1'), [numbered(1)], { expectedVersion: 'no-stream' })
        await store.append(streamId('order', '1-2'), [numbered(2)], { expectedVersion: 'no-stream' })
        await store.append(streamId('orders', '1'), [numbered(3)], { expectedVersion: 'no-stream' })
        assert.deepEqual(numbers(await collect(store.readStream(streamId('order', '1')))), [1])
        const filter = { categories: ['order'] }
        assert.deepEqual(numbers(await collect(store.readAll({ filter }))), [1, 2])
      },
    },
  ],
}

function refusesEvent(what: string, event: Event): EventStoreCase {
  return refuses(what, (store) => [
    () => store.append(order('1'), [event], { expectedVersion: 'any' }),
    () => store.append(order('1'), [numbered(1), event, numbered(2)], { expectedVersion: 'any' }),
    () => store.commit({ appends: [{ events: [event] }] }),
  ])
}

function refuses(
  what: string,
  calls: (store: EventStore) => readonly (() => Promise<unknown>)[],
): EventStoreCase {
  return {
    name: `meet ${what}`,
    async run({ store }) {
      for (const call of calls(store)) {
        await rejection((async () => call())(), 'ERR_INVALID_ARGUMENT')
      }
      assert.deepEqual(await collect(store.readAll()), [])
    },
  }
}

function circle(): object {
  const self: { self?: object } = {}
  self.self = self
  return self
}
