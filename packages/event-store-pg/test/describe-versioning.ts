// The name is the database's.
// oxlint-disable vitest/valid-title
import {
  streamId,
  type Event,
  type EventCodec,
  type EventStore,
  type GlobalPosition,
  type RecordedEvent,
  type StreamId,
} from '@uno-ts/types'
import * as fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { EventRegistry } from '../src/versioning/event-registry.ts'
import { ordersThroughTime } from './orders-through-time.ts'
import { WithHistory } from './with-history.ts'

const order = (id: number | string): StreamId => streamId('order', `${id}`)
const cause = (causationId: string): Pick<Event, 'metadata'> => ({ metadata: { causationId } })
const brief = ({ type, data, streamVersion }: RecordedEvent): readonly unknown[] => [
  streamVersion,
  type,
  data,
]
const place = ({ globalPosition, streamId, type, data, id }: RecordedEvent): readonly unknown[] => {
  return [globalPosition, streamId, type, data, id]
}

/** Everything that changed its shape over time, as older programs appended it: one list is one append. */
const history: readonly (readonly Event[])[] = [
  [{ type: 'OrderPlaced', data: { lines: 2 } }],
  [
    { type: 'StreetChanged', data: { street: 'Mill Lane' }, ...cause('a') },
    { type: 'CityChanged', data: { city: 'Bath' }, ...cause('a') },
  ],
  [{ type: 'OrderViewed', data: {} }],
  [{ type: 'OrderPlaced', schemaVersion: 2, data: { lines: 1, totalMilli: '5' }, tags: ['sale'] }],
  [{ type: 'OrderFulfilled', data: { by: 'ada' }, tags: ['sale'] }],
  [{ type: 'Unheard', data: { of: 1 } }],
]
const today = [
  [1, 'OrderPlaced', { lines: 2, totalMilli: 2_000n }],
  [3, 'AddressChanged', { street: 'Mill Lane', city: 'Bath' }],
  [5, 'OrderPlaced', { lines: 1, totalMilli: 5n }],
  [6, 'OrderPicked', { by: 'ada' }],
  [6, 'OrderShipped', { by: 'ada' }],
]

/**
 * How a store and its codec work together: what becomes of events has no influence on versions, pages and checkpoints.
 *
 * @param open - opens a store without events of its tenant
 */
export function describeVersioning(name: string, open: (codec: EventCodec) => Promise<EventStore>): void {
  describe(name, () => {
    let store: EventStore
    let codec: WithHistory

    beforeEach(async () => {
      codec = new WithHistory(ordersThroughTime)
      store = await open(codec)
    })

    const write = async (
      stream: StreamId,
      appends: readonly (readonly Event[])[] = history,
    ): Promise<void> => {
      for (const events of appends) {
        await codec.inThePast(() => store.append(stream, events, { expectedVersion: 'any' }))
      }
    }

    describe('a stream', () => {
      it("is loaded in today's shapes, at the version of its last stored event", async () => {
        await write(order(1))
        const loaded = await store.load(order(1))

        expect(loaded.events.map(brief)).toEqual(today)
        expect(loaded.streamVersion).toBe(7)
        const append = { type: 'OrderPicked', data: { by: 'eve' } }
        await store.append(order(1), [append], { expectedVersion: loaded.streamVersion })
        expect((await store.load(order(1))).streamVersion).toBe(8)
      })

      it('is read backward as it is forward, turned round', async () => {
        await write(order(1))
        const backward = await Array.fromAsync(store.readStream(order(1), { direction: 'backward' }))

        expect(backward.map(brief)).toEqual(today.toReversed())
      })

      it.each([1, 2, 3])('is the same in round trips of %d events', async (batchSize) => {
        await write(order(1))
        for (const direction of ['forward', 'backward'] as const) {
          const events = await Array.fromAsync(store.readStream(order(1), { batchSize, direction }))
          expect(events.map(brief)).toEqual(direction === 'forward' ? today : today.toReversed())
        }
      })

      it('is limited by versions and numbers of stored events', async () => {
        await write(order(1))
        const versions = async (options: Parameters<EventStore['readStream']>[1]) =>
          (await Array.fromAsync(store.readStream(order(1), options))).map(
            ({ streamVersion }) => streamVersion,
          )

        expect(await versions({ limit: 2 })).toEqual([1])
        expect(await versions({ limit: 3 })).toEqual([1, 3])
        expect(await versions({ to: 2 })).toEqual([1])
        expect(await versions({ from: 3, to: 3 })).toEqual([3])
        expect(await versions({ from: 6, limit: 1 })).toEqual([6, 6])
      })
    })

    describe('an append', () => {
      it('of an event that does not fit writes nothing, in none of its streams', async () => {
        const before = await store.head()
        const good = { type: 'OrderPicked', data: { by: 'ada' } }
        const bad = { type: 'OrderPicked', data: { by: 7 } }
        const refused = { code: 'ERR_VALIDATION', issues: [{ path: ['by'] }] }
        await expect(store.append(order(1), [good, bad], { expectedVersion: 'any' })).rejects.toMatchObject(
          refused,
        )
        const plan = [good, bad].map((event, index) => ({
          streamId: order(index),
          expectedVersion: 'any' as const,
          events: [event],
        }))
        await expect(store.commit({ appends: plan })).rejects.toMatchObject(refused)

        expect(await store.head()).toBe(before)
        expect((await store.streamState(order(0))).streamVersion).toBe(0)
      })

      it('gives bigints back as they were', async () => {
        const data = { lines: 1, totalMilli: -(2n ** 70n) }
        await store.append(order(1), [{ type: 'OrderPlaced', data }], { expectedVersion: 'no-stream' })
        const [event] = (await store.load(order(1))).events

        expect(event).toMatchObject({ schemaVersion: 2, data })
      })
    })

    describe("the application's own fields", () => {
      const customMetadata = z.object({ channel: z.string().default('web'), score: z.int().optional() })
      const anEvent: Event = { type: 'Happened', data: {} }

      it('are checked in what is stored: the metadata of the append under that of the event', async () => {
        const checking = await open(new EventRegistry({ events: [], unknownType: 'raw', customMetadata }))
        const own: Event = { ...anEvent, metadata: { custom: { channel: 'phone', unknown: 1 } } }
        await checking.append(order(1), [anEvent, own], {
          expectedVersion: 'no-stream',
          metadata: { actor: 'ada', custom: { score: 3 } },
        })
        await checking.append(order(2), [anEvent], { expectedVersion: 'no-stream' })
        const stored = async (stream: StreamId): Promise<readonly unknown[]> =>
          (await checking.load(stream)).events.map(({ metadata }) => metadata)
        expect(await stored(order(1))).toEqual([
          { actor: 'ada', custom: { channel: 'web', score: 3 } },
          { actor: 'ada', custom: { channel: 'phone' } },
        ])
        expect(await stored(order(2))).toEqual([{ custom: { channel: 'web' } }])
      })

      it('that do not fit are refused, and nothing was written', async () => {
        const checking = await open(new EventRegistry({ events: [], unknownType: 'raw', customMetadata }))
        const bad: Event = { ...anEvent, metadata: { custom: { score: 'high' } } }
        await expect(
          checking.append(order(1), [anEvent, bad], { expectedVersion: 'no-stream' }),
        ).rejects.toMatchObject({
          code: 'ERR_VALIDATION',
          subject: 'metadata.custom',
          issues: [{ path: ['score'] }],
        })
        expect((await checking.streamState(order(1))).streamVersion).toBe(0)
      })
    })

    describe('the log', () => {
      it('is paged by stored events, and what comes of one is never divided', async () => {
        await write(order(1))
        const pages: (readonly unknown[])[][] = []
        let after: GlobalPosition | undefined
        for (let round = 0; round < 7; round++) {
          const page = await store.readPage({ after, limit: 1 })
          expect(page.position).toBeGreaterThan(after ?? 0n)
          after = page.position
          pages.push(page.events.map(brief))
        }

        expect(pages.map((events) => events.length)).toEqual([1, 0, 1, 0, 1, 2, 0])
        expect(pages.flat()).toEqual(today)
      })

      it('is limited by stored events', async () => {
        await write(order(1))
        const read = async (limit: number, batchSize: number) =>
          (await Array.fromAsync(store.readAll({ limit, batchSize }))).map(brief)

        for (const batchSize of [1, 2, 100]) {
          expect(await read(2, batchSize)).toEqual(today.slice(0, 1))
          expect(await read(6, batchSize)).toEqual(today)
        }
      })

      it("is filtered by today's types, whatever they were stored as", async () => {
        await write(order(1))
        const types = async (filter: readonly string[]) =>
          (await Array.fromAsync(store.readAll({ filter: { types: filter }, batchSize: 1 }))).map(brief)

        expect(await types(['OrderShipped'])).toEqual([today[4]])
        expect(await types(['OrderPicked', 'AddressChanged'])).toEqual([today[1], today[3]])
        expect(await types(['OrderFulfilled'])).toEqual([])
        expect(await types(['StreetChanged', 'CityChanged'])).toEqual([])
      })

      it('is filtered by the tags of stored events', async () => {
        await write(order(1))
        const sales = await Array.fromAsync(store.readAll({ filter: { tags: ['sale'] } }))

        expect(sales.map(brief)).toEqual(today.slice(2))
      })

      it("is queried by today's types, and conditions hold for what was stored under others", async () => {
        const query = { items: [{ types: ['OrderShipped'] }] }
        const { head: before } = await store.readByQuery(query)
        await write(order(1))
        const { events, head } = await store.readByQuery(query)
        const commit = (after: typeof head) =>
          store.commit({
            appends: [{ events: [{ type: 'OrderShipped', data: { by: 'eve' } }] }],
            conditions: [{ failIfEventsMatch: query, after }],
          })

        expect(events.map(brief)).toEqual([today[4]])
        await expect(commit(before)).rejects.toMatchObject({ code: 'ERR_CONCURRENCY' })
        await expect(commit(head)).resolves.toMatchObject({ appends: [{ written: true }] })
      })

      it('is followed without loss from any checkpoint, one stored event a page', async () => {
        await write(order(1))
        const signal = AbortSignal.timeout(20_000)
        const stored = await store.head()
        const found: (readonly unknown[])[] = []
        for await (const page of store.subscribe({ batchSize: 1, signal })) {
          found.push(...page.events.map(brief))
          if (page.position >= stored) break
        }

        expect(found).toEqual(today)
      })
    })

    it('reads the same from every checkpoint, by every page size, filter and interleaving', async () => {
      await fc.assert(
        fc.asyncProperty(logs, fc.subarray(types, { minLength: 1 }), async (appends, asked) => {
          store = await open(codec)
          for (const { stream, events } of appends) await write(order(stream), [events])
          const all = await Array.fromAsync(store.readAll())
          const ids = all.map(({ id }) => id)
          expect(new Set(ids).size).toBe(ids.length)

          const checkpoints = [0n as GlobalPosition, ...new Set(all.map((event) => event.globalPosition))]
          for (const filter of [undefined, { types: asked }]) {
            const wanted = all.filter(({ type }) => filter?.types.includes(type) ?? true)
            for (const limit of [1, 2, 5]) {
              const found = await Array.fromAsync(store.readAll({ batchSize: limit, filter }))
              expect(found.map(place)).toEqual(wanted.map(place))
            }
            for (const after of checkpoints) {
              const rest = await Array.fromAsync(store.readAll({ after, batchSize: 3, filter }))
              expect(rest.map(place)).toEqual(
                wanted.filter(({ globalPosition }) => globalPosition > after).map(place),
              )
            }
          }
          for (const stream of [1, 2, 3].map(order)) {
            const own = all.filter((event) => event.streamId === stream)
            const { events, streamVersion } = await store.load(stream)
            expect(events.map(place)).toEqual(own.map(place))
            expect(streamVersion).toBe((await store.streamState(stream)).streamVersion)
          }
        }),
        { numRuns: 25 },
      )
    }, 60_000)
  })
}

const types = ['OrderPlaced', 'OrderPicked', 'OrderShipped', 'StreetChanged', 'CityChanged', 'AddressChanged']

const oldEvents: fc.Arbitrary<readonly Event[]> = fc.oneof(
  fc.constantFrom<readonly Event[]>(...history),
  fc.constantFrom<readonly Event[]>(
    // Parts that are alone, strangers to each other, or in the wrong order.
    [{ type: 'StreetChanged', data: { street: 'Alone' }, ...cause('b') }],
    [{ type: 'CityChanged', data: { city: 'Alone' }, ...cause('c') }],
    [
      { type: 'CityChanged', data: { city: 'First' }, ...cause('d') },
      { type: 'StreetChanged', data: { street: 'Last' }, ...cause('d') },
    ],
    [
      { type: 'StreetChanged', data: { street: 'One' }, ...cause('e') },
      { type: 'CityChanged', data: { city: 'One' }, ...cause('e') },
      { type: 'StreetChanged', data: { street: 'Two' }, ...cause('e') },
      { type: 'CityChanged', data: { city: 'Two' }, ...cause('e') },
    ],
  ),
)

const logs = fc.array(fc.record({ stream: fc.integer({ min: 1, max: 3 }), events: oldEvents }), {
  minLength: 1,
  maxLength: 8,
})
