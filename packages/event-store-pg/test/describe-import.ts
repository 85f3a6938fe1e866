import { streamId, type Event, type RecordedEvent, type StreamId } from '@uno-ts/types'
import * as fc from 'fast-check'
import type { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  EventStoreManager,
  importEvents,
  PostgresEventStore,
  type ImportedEvent,
  type ImportProgress,
} from '../src/index.ts'

/** A database for {@link describeImport}. */
export interface ImportDatabase {
  readonly pool: Pool
  /** Which ways of writing it takes. */
  readonly copy: readonly boolean[]
  readonly close: () => Promise<void>
}

const times = (amount: number): number[] => Array.from({ length: amount }, (_, index) => index)

/** Three streams in turn, an event a second. */
export function history(
  amount: number,
  category = 'order',
): readonly (ImportedEvent & { readonly id: string })[] {
  return times(amount).map((nr) => ({
    id: crypto.randomUUID(),
    streamId: streamId(category, String(nr % 3)),
    type: nr % 2 === 0 ? 'Even' : 'Odd',
    data: { nr },
    schemaVersion: 1 + (nr % 2),
    tags: nr % 5 === 0 ? [`nr:${nr}`, 'fifth'] : [],
    metadata: { actor: 'somebody', custom: { nr } },
    recordedAt: new Date(Date.UTC(2001, 1, 3, 4, 5, nr, 678)),
  }))
}

export async function collected(events: AsyncIterable<RecordedEvent>): Promise<readonly RecordedEvent[]> {
  const found: RecordedEvent[] = []
  for await (const event of events) found.push(event)
  return found
}

/** What importing promises on every database. */
export function describeImport(where: string, openDatabase: () => Promise<ImportDatabase>): void {
  describe(`importing on ${where}`, () => {
    let database: ImportDatabase
    let tenants = 0
    const aTenant = (): string => `tenant-${++tenants}`

    beforeAll(async () => {
      database = await openDatabase()
      await new EventStoreManager({ pool: database.pool }).migrate()
    }, 60_000)
    afterAll(() => database.close())

    const storeOf = (tenant: string): PostgresEventStore =>
      new PostgresEventStore({ pool: database.pool, tenant })
    const eachWay = (test: (copy: boolean) => Promise<void>) => async () => {
      for (const copy of database.copy) await test(copy)
    }

    it(
      'keeps order, ids, times, shapes, tags and metadata',
      eachWay(async (copy) => {
        const tenant = aTenant()
        const events = history(50)
        const options = {
          pool: database.pool,
          tenant,
          copy,
          expectedVersion: 'no-stream',
          batchSize: 7,
        } as const
        const { globalPosition, ...amounts } = await importEvents(events, options)
        expect(amounts).toEqual({ read: 50, imported: 50, known: 0 })

        const found = await collected(storeOf(tenant).readAll())
        expect(found).toMatchObject(events.map((event) => ({ ...event, tenant })))
        expect(found.at(-1)?.globalPosition).toBe(globalPosition)
        const versions = found
          .filter((event) => event.streamId === 'order-1')
          .map((event) => event.streamVersion)
        expect(versions).toEqual(times(17).map((index) => index + 1))
      }),
    )

    it(
      'gives events that bring neither an id nor a time ascending ids and the time of the import',
      eachWay(async (copy) => {
        const tenant = aTenant()
        const before = Date.now() - 60_000
        const bare = times(20).map((nr) => ({
          streamId: streamId('bare', String(nr)),
          type: 'Bare',
          data: nr,
        }))
        await importEvents(bare, { pool: database.pool, tenant, copy, expectedVersion: 'no-stream' })
        const found = await collected(storeOf(tenant).readAll())
        expect(found.map((event) => event.data)).toEqual(times(20))
        expect(found.map((event) => event.id)).toEqual(found.map((event) => event.id).toSorted())
        expect(found.every((event) => event.recordedAt.getTime() > before)).toBe(true)
      }),
    )

    it(
      'is found by queries for tags',
      eachWay(async (copy) => {
        const tenant = aTenant()
        await importEvents(history(20), { pool: database.pool, tenant, copy, expectedVersion: 'no-stream' })
        const { events } = await storeOf(tenant).readByQuery({ items: [{ tags: ['fifth'] }] })
        expect(events.map((event) => event.data)).toEqual([{ nr: 0 }, { nr: 5 }, { nr: 10 }, { nr: 15 }])
      }),
    )

    it(
      'continues streams when any version is expected, and appends go on after it',
      eachWay(async (copy) => {
        const tenant = aTenant()
        const store = storeOf(tenant)
        const stream = streamId('order', '1')
        const event: Event = { type: 'Before', data: {} }
        await store.append(stream, [event, event], { expectedVersion: 'no-stream' })
        await importEvents(history(9), {
          pool: database.pool,
          tenant,
          copy,
          expectedVersion: 'any',
          batchSize: 4,
        })
        const { streamVersion } = await store.append(stream, [event], { expectedVersion: 5 })
        expect(streamVersion).toBe(6)
      }),
    )

    it(
      'refuses a stream that exists when it should begin, with the batches before it written',
      eachWay(async (copy) => {
        const tenant = aTenant()
        const store = storeOf(tenant)
        await store.append(streamId('late', '1'), [{ type: 'There', data: {} }], {
          expectedVersion: 'no-stream',
        })
        const events = [...history(10), { streamId: streamId('late', '1'), type: 'Late', data: {} }]
        const progress: ImportProgress[] = []
        const importing = importEvents(events, {
          pool: database.pool,
          tenant,
          copy,
          expectedVersion: 'no-stream',
          batchSize: 4,
          onBatch: (batch) => void progress.push(batch),
        })
        await expect(importing).rejects.toMatchObject({
          code: 'ERR_CONCURRENCY',
          streamId: 'late-1',
          expected: 'no-stream',
          actual: 1,
        })
        expect(progress.map((batch) => batch.read)).toEqual([4, 8])
        expect(await collected(store.readAll({ filter: { categories: ['order'] } }))).toHaveLength(8)
      }),
    )

    it(
      'is taken up where it broke off',
      eachWay(async (copy) => {
        const tenant = aTenant()
        // No ids: nothing but `skip` keeps the events before from being written again.
        const events = history(30).map(({ id: _id, ...event }) => event)
        let read = 0
        const options = {
          pool: database.pool,
          tenant,
          copy,
          expectedVersion: 'no-stream',
          batchSize: 4,
          onBatch: (progress: ImportProgress) => {
            read = progress.read
          },
        } as const
        const breakingOff = function* (): Iterable<ImportedEvent> {
          yield* events.slice(0, 17)
          throw new Error('the file ends too early')
        }
        await expect(importEvents(breakingOff(), options)).rejects.toThrow('the file ends too early')
        expect(read).toBe(16)
        await expect(importEvents(events, { ...options, skip: read })).resolves.toMatchObject({
          read: 30,
          imported: 14,
        })
        const found = await collected(storeOf(tenant).readAll())
        expect(found.map((event) => event.data)).toEqual(events.map((event) => event.data))
      }),
    )

    it(
      'leaves out what is recorded when it is repeated, in other batches and with more to come',
      eachWay(async (copy) => {
        const tenant = aTenant()
        const events = history(40)
        const options = { pool: database.pool, tenant, copy, expectedVersion: 'no-stream' } as const
        await importEvents(events.slice(0, 25), { ...options, batchSize: 10 })
        await expect(importEvents(events, { ...options, batchSize: 7 })).resolves.toMatchObject({
          read: 40,
          imported: 15,
          known: 25,
        })
        await expect(importEvents(events, options)).resolves.toMatchObject({ imported: 0, known: 40 })
        expect((await collected(storeOf(tenant).readAll())).map((event) => event.id)).toEqual(
          events.map((event) => event.id),
        )
      }),
    )

    it(
      'refuses an id that another stream has, and a history in another order',
      eachWay(async (copy) => {
        const tenant = aTenant()
        const events = history(12)
        const options = { pool: database.pool, tenant, copy, expectedVersion: 'any' } as const
        await importEvents(events.slice(3), options)
        const elsewhere = { ...events[5], streamId: streamId('other', '1') } as ImportedEvent // 5 is there
        await expect(importEvents([elsewhere], options)).rejects.toMatchObject({
          code: 'ERR_INVALID_ARGUMENT',
        })
        // Its first three events belong before those that are recorded.
        await expect(importEvents(events, options)).rejects.toMatchObject({ code: 'ERR_INVALID_ARGUMENT' })
        expect(await collected(storeOf(tenant).readAll())).toHaveLength(9)
      }),
    )

    it(
      'refuses archived streams, but knows their events',
      eachWay(async (copy) => {
        const tenant = aTenant()
        const events = history(9)
        const options = { pool: database.pool, tenant, copy, expectedVersion: 'any' } as const
        await importEvents(events, options)
        await new EventStoreManager({ pool: database.pool, tenant }).archive(streamId('order', '1'))
        await expect(importEvents(events, options)).resolves.toMatchObject({ imported: 0, known: 9 })
        const more = { streamId: streamId('order', '1'), type: 'More', data: {} }
        await expect(importEvents([more], options)).rejects.toMatchObject({ code: 'ERR_STREAM_ARCHIVED' })
      }),
    )

    it('ends between two batches when it is aborted', async () => {
      const tenant = aTenant()
      const controller = new AbortController()
      const importing = importEvents(history(30), {
        pool: database.pool,
        tenant,
        expectedVersion: 'no-stream',
        batchSize: 10,
        onBatch: () => controller.abort(new Error('enough')),
        signal: controller.signal,
      })
      await expect(importing).rejects.toThrow('enough')
      expect(await collected(storeOf(tenant).readAll())).toHaveLength(10)
    })

    it.each([
      ['a time that is none', { recordedAt: new Date(Number.NaN) }],
      ['a time before the year 1', { recordedAt: new Date(-1e14) }],
      ['an id that is no UUID', { id: 'seven' }],
      ['a stream without a category', { streamId: 'order' as StreamId }],
      ['data that is no JSON', { data: 1n }],
      ['a type with a character PostgreSQL cannot keep', { type: 'a\0b' }],
    ])('refuses %s, and writes nothing of its batch', async (_what, wrong) => {
      const tenant = aTenant()
      const events = [...history(3), { ...history(1)[0], id: undefined, ...wrong } as ImportedEvent]
      for (const copy of database.copy) {
        await expect(
          importEvents(events, { pool: database.pool, tenant, copy, expectedVersion: 'no-stream' }),
        ).rejects.toMatchObject({ code: 'ERR_INVALID_ARGUMENT' })
      }
      expect(await collected(storeOf(tenant).readAll())).toEqual([])
    })

    it('gives the same events back as appending them one by one, together and in a plan', async () => {
      let runs = 0
      await fc.assert(
        fc.asyncProperty(fc.array(anyEvent, { minLength: 1, maxLength: 8 }), async (events) => {
          const run = ++runs
          const tenant = 'the-same'
          const store = storeOf(tenant)
          const stream = (way: string): StreamId => streamId('way', `${way}-${run}`)
          for (const [index, event] of events.entries()) {
            await store.append(stream('single'), [event], { expectedVersion: index })
          }
          await store.append(stream('bulk'), events, { expectedVersion: 'no-stream' })
          await Promise.all(
            events.map((event, index) =>
              store.append(stream(`group-${index}`), [event], { expectedVersion: 'no-stream' }),
            ),
          )
          await store.commit({
            appends: [
              { streamId: stream('plan'), expectedVersion: 'no-stream', events },
              { streamId: stream('with-ids'), expectedVersion: 'no-stream', events: events.map(withId) },
            ],
            conditions: [{ failIfEventsMatch: { items: [{ tags: [`run:${run}`] }] } }],
          })
          for (const copy of database.copy) {
            const streamId = stream(copy ? 'copy' : 'rows')
            await importEvents(
              events.map((event) => ({ ...event, streamId })),
              { pool: database.pool, tenant, copy, expectedVersion: 'no-stream' },
            )
          }

          const told = async (stream: StreamId): Promise<readonly string[]> =>
            (await collected(store.readStream(stream))).map(({ type, data, metadata, tags, schemaVersion }) =>
              JSON.stringify({ type, data, metadata, tags, schemaVersion }),
            )
          const single = await told(stream('single'))
          expect(single).toEqual(events.map((event) => JSON.stringify(event)))
          for (const way of ['bulk', 'plan', 'with-ids']) expect(await told(stream(way))).toEqual(single)
          const groups = await Promise.all(events.map((_event, index) => told(stream(`group-${index}`))))
          expect(groups.flat()).toEqual(single)
          for (const copy of database.copy) expect(await told(stream(copy ? 'copy' : 'rows'))).toEqual(single)
        }),
        { numRuns: 40 },
      )
    }, 120_000)
  })
}

const withId = (event: Event): Event => ({ ...event, id: crypto.randomUUID() })

/** Texts with what breaks encoders: every code unit, alone or in pairs, and what stands for something else. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.nat(0xffff)).map((units) => String.fromCharCode(...units)),
  fc.constantFrom(
    '\\N',
    '\\.',
    '\\',
    '\\\\n',
    '\t\r\n',
    '\0',
    '\\u0000',
    '{"a","b"}',
    '"',
    '',
    '\ud800',
    'é🎉',
  ),
)
/** `JSON.parse` of Node 24.21 mistakes other escaped keys for one with a backslash that it saw before: no such keys. */
const anyKey = anyText.map((text) => text.replaceAll('\\', '/'))
const anyJson = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    anyText,
    fc.constantFrom(null, true, false),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.maxSafeInteger(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(anyKey, tie('value'), { maxKeys: 4 }),
  ),
})).value
/** What PostgreSQL keeps as text: whole characters without NUL. */
const anyName = fc
  .oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }),
    fc.constantFrom('\\N', '\\.', 'a\tb\nc\\d\r', '{"'),
  )
  .map((text) => text.replaceAll('\0', '0'))
const anyEvent = fc
  .record({
    type: anyName,
    data: anyJson,
    metadata: fc.record({ custom: fc.dictionary(anyKey, anyJson, { maxKeys: 3 }) }),
    tags: fc.uniqueArray(anyName, { maxLength: 3 }),
    schemaVersion: fc.integer({ min: 1, max: 9 }),
  })
  // What JSON itself does to a value, such as -0, is not what is tested.
  .map((event) => JSON.parse(JSON.stringify(event)) as Event)
