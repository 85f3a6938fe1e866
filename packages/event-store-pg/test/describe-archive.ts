import { streamId, type Event, type RecordedEvent } from '@uno-ts/types'
import type { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EventStoreManager, PostgresEventStore } from '../src/index.ts'
import { collected } from './describe-import.ts'

/** What archiving promises on every database. */
export function describeArchive(
  where: string,
  openDatabase: () => Promise<{ readonly pool: Pool; readonly close: () => Promise<void> }>,
): void {
  describe(`archiving on ${where}`, () => {
    let pool: Pool
    let close: () => Promise<void>
    let tenants = 0

    beforeAll(async () => {
      ;({ pool, close } = await openDatabase())
      await new EventStoreManager({ pool }).migrate()
    }, 60_000)
    afterAll(() => close())

    const opened = (): { readonly store: PostgresEventStore; readonly manager: EventStoreManager } => {
      const tenant = `tenant-${++tenants}`
      return {
        store: new PostgresEventStore({ pool, tenant }),
        manager: new EventStoreManager({ pool, tenant }),
      }
    }
    const awkward: Event = { type: 'Awkward', data: { text: '\0 \\u0000 \\N \t' }, tags: ['b', 'a'] }
    const anEvent: Event = { type: 'Happened', data: {} }
    const stream = streamId('order', '1')

    /** Two streams in turn, then the first is archived. */
    async function archived(): Promise<
      ReturnType<typeof opened> & { readonly before: readonly RecordedEvent[] }
    > {
      const { store, manager } = opened()
      for (const version of [0, 1, 2]) {
        await store.append(stream, [version === 1 ? awkward : anEvent], { expectedVersion: version })
        await store.append(streamId('order', '2'), [anEvent], { expectedVersion: version })
      }
      const before = await collected(store.readStream(stream))
      expect(await manager.archive(stream)).toEqual({ events: 3 })
      return { store, manager, before }
    }

    it('keeps ids, versions, positions, times, tags and every character, there and back', async () => {
      const { store, manager, before } = await archived()
      expect(before.map((event) => event.data)).toEqual([{}, awkward.data, {}])
      expect(await collected(store.readStream(stream))).toEqual(before)
      expect(await manager.unarchive(stream)).toEqual({ events: 3 })
      expect(await collected(store.readStream(stream))).toEqual(before)
      expect((await collected(store.readAll())).map((event) => event.streamId)).toEqual(
        [1, 2, 1, 2, 1, 2].map((nr) => `order-${nr}`),
      )
    })

    it('leaves a stream readable by its id, in every way', async () => {
      const { store, before } = await archived()
      expect((await store.load(stream)).events).toEqual(before)
      expect(await collected(store.readStream(stream, { direction: 'backward', batchSize: 1 }))).toEqual(
        before.toReversed(),
      )
      expect(await collected(store.readStream(stream, { from: 2, to: 2 }))).toEqual(before.slice(1, 2))
      expect(await store.streamState(stream)).toEqual({
        streamId: stream,
        streamVersion: 3,
        firstRecordedAt: before[0]?.recordedAt,
        lastRecordedAt: before[2]?.recordedAt,
        archived: true,
      })
      expect((await store.streamState(streamId('order', '2'))).archived).toBe(false)
    })

    it('takes a stream out of everything that reads the log', async () => {
      const { store } = await archived()
      const streams = async (events: AsyncIterable<RecordedEvent>): Promise<ReadonlySet<string>> =>
        new Set((await collected(events)).map((event) => event.streamId))
      const rest = new Set(['order-2'])
      expect(await streams(store.readAll())).toEqual(rest)
      expect(await streams(store.readAll({ filter: { categories: ['order'] } }))).toEqual(rest)
      expect(await streams(store.readAll({ filter: { tags: ['a'] } }))).toEqual(new Set())
      const { events, position } = await store.readPage()
      expect(events).toHaveLength(3)
      expect(position).toBe(await store.head())
    })

    it.each([0, 3, 7, 'any', 'no-stream', 'stream-exists'] as const)(
      'refuses appends that expect %s, and writes nothing',
      async (expectedVersion) => {
        const { store, manager } = await archived()
        const refusal = { code: 'ERR_STREAM_ARCHIVED', streamId: 'order-1', retryable: false }
        const other = { streamId: streamId('order', '3'), expectedVersion: 'any', events: [anEvent] } as const
        const named = { ...anEvent, id: crypto.randomUUID() }
        for (const events of [[anEvent], [anEvent, anEvent], [named]]) {
          await expect(store.append(stream, events, { expectedVersion })).rejects.toMatchObject(refusal)
        }
        await expect(
          store.commit({ appends: [other, { streamId: stream, expectedVersion, events: [anEvent] }] }),
        ).rejects.toMatchObject(refusal)
        // Together with others in one transaction: theirs are written.
        const outcomes = await Promise.allSettled([
          ...[4, 5, 6, 7].map((nr) =>
            store.append(streamId('order', String(nr)), [anEvent], { expectedVersion: 0 }),
          ),
          store.append(stream, [anEvent], { expectedVersion }),
          ...[8, 9].map((nr) =>
            store.append(streamId('order', String(nr)), [anEvent], { expectedVersion: 0 }),
          ),
        ])
        expect(outcomes.map((outcome) => outcome.status === 'fulfilled')).toEqual(
          [1, 1, 1, 1, 0, 1, 1].map(Boolean),
        )
        expect(outcomes[4]).toMatchObject({ reason: refusal })
        expect((await store.streamState(streamId('order', '3'))).streamVersion).toBe(0)

        await manager.unarchive(stream)
        expect((await store.append(stream, [anEvent], { expectedVersion: 3 })).streamVersion).toBe(4)
      },
    )

    it('lets a plan check the version of an archived stream', async () => {
      const { store } = await archived()
      const checking = (expectedVersion: number) =>
        store.commit({
          appends: [
            { streamId: stream, expectedVersion, events: [] },
            { streamId: streamId('checks', '1'), expectedVersion: 'any', events: [anEvent] },
          ],
        })
      await expect(checking(3)).resolves.toBeDefined()
      await expect(checking(2)).rejects.toMatchObject({ code: 'ERR_CONCURRENCY', actual: 3 })
    })

    it('does not change what decisions see: queries by tag or type, and conditions', async () => {
      const { store, manager } = opened()
      const claimed: Event = { type: 'NameClaimed', data: {}, tags: ['name:bob'] }
      const byTag = { items: [{ tags: ['name:bob'] }] }
      const byType = { items: [{ types: ['NameClaimed'] }] }
      const early = await store.readByQuery(byTag)
      await store.append(stream, [claimed], { expectedVersion: 'no-stream' })
      await manager.archive(stream)
      for (const query of [byTag, byType]) {
        expect((await store.readByQuery(query)).events).toHaveLength(1)
        for (const after of [undefined, early.head]) {
          await expect(
            store.commit({
              appends: [{ events: [claimed] }],
              conditions: [{ failIfEventsMatch: query, after }],
            }),
          ).rejects.toMatchObject({ code: 'ERR_CONCURRENCY' })
        }
        const { head } = await store.readByQuery(query)
        const condition = { failIfEventsMatch: query, after: head }
        await expect(
          store.commit({ appends: [{ events: [anEvent] }], conditions: [condition] }),
        ).resolves.toBeDefined()
      }
    })

    it('keeps the id of an archived event taken', async () => {
      const { store, manager } = opened()
      const event = { ...anEvent, id: crypto.randomUUID() }
      await store.append(stream, [event], { expectedVersion: 'no-stream' })
      await manager.archive(stream)
      await expect(
        store.append(streamId('order', '2'), [event], { expectedVersion: 'no-stream' }),
      ).rejects.toMatchObject({ code: 'ERR_INVALID_ARGUMENT' })
    })

    it('shrugs when it is done twice, and says when there is no such stream', async () => {
      const { manager } = await archived()
      expect(await manager.archive(stream)).toEqual({ events: 0 })
      await manager.unarchive(stream)
      expect(await manager.unarchive(stream)).toEqual({ events: 0 })
      for (const move of [
        () => manager.archive(streamId('no', '1')),
        () => manager.unarchive(streamId('no', '1')),
      ]) {
        await expect(move()).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' })
      }
    })

    it('takes the idle streams of a category in bounded batches', async () => {
      const { store, manager } = opened()
      for (const category of ['cart', 'cart2', 'order']) {
        for (const nr of [1, 2, 3, 4, 5]) {
          await store.append(streamId(category, String(nr)), [anEvent, anEvent], { expectedVersion: 0 })
        }
      }
      const { lastRecordedAt } = await store.streamState(streamId('order', '5'))
      const lastRecordedBefore = new Date((lastRecordedAt?.getTime() ?? 0) + 1)
      const idle = { category: 'cart', lastRecordedBefore, limit: 2 }
      const first = await manager.archiveWhere(idle)
      expect(first).toEqual({ streams: ['cart-1', 'cart-2'], events: 4, next: 'cart-2' })
      await store.append(streamId('cart', '3'), [anEvent], { expectedVersion: 2 })
      const { recordedAt } = (await collected(store.readStream(streamId('cart', '3')))).at(-1) ?? {}
      const busySince = new Date(Math.min(lastRecordedBefore.getTime(), recordedAt?.getTime() ?? 0))
      const second = await manager.archiveWhere({ ...idle, lastRecordedBefore: busySince, after: first.next })
      expect(second.streams).toEqual(['cart-4', 'cart-5'])
      const third = await manager.archiveWhere({ ...idle, lastRecordedBefore: busySince, after: second.next })
      expect(third).toEqual({ streams: [], events: 0, next: undefined })
      expect(await manager.counts({ tenant: `tenant-${tenants}` })).toMatchObject({ archivedStreams: 4 })
      await expect(manager.archiveWhere({ ...idle, limit: 0 })).rejects.toMatchObject({
        code: 'ERR_INVALID_ARGUMENT',
      })
      await expect(manager.archiveWhere({ ...idle, category: 'a-b' })).rejects.toMatchObject({
        code: 'ERR_INVALID_ARGUMENT',
      })
    })

    it.each([
      'delete from uno.events',
      'delete from uno.events where false',
      "delete from uno.archived_events where stream_id = 'order-1'",
      'update uno.archived_events set type = $$x$$',
      'truncate uno.archived_events',
      'delete from uno.event_tags',
      'update uno.event_tags set tag = $$x$$',
      'truncate uno.event_tags',
    ])('is the only way out of a table: %s is refused', async (statement) => {
      await archived()
      await expect(pool.query(statement)).rejects.toMatchObject({ code: '2F002' })
    })

    it('needs the exact copy in the other table, down to the last character', async () => {
      const { store, before } = await archived()
      await store.append(streamId('order', '9'), [anEvent], { expectedVersion: 0 })
      const columns =
        'tenant_id, global_position, stream_id, stream_version, event_id, type, schema_version, tags'
      const forged = pool.query(
        `with forged as (
           insert into uno.archived_events
             select ${columns}, '{"forged":true}', metadata, recorded_at from uno.events where stream_id = 'order-9'
         ) delete from uno.events where stream_id = 'order-9'`,
      )
      await expect(forged).rejects.toMatchObject({ code: '2F002' })
      expect((await collected(store.readStream(streamId('order', '9')))).map((event) => event.data)).toEqual([
        {},
      ])
      expect(before).toHaveLength(3)
    })
  })
}
