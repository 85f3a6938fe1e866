import { streamId, type Event } from '@uno-ts/types'
import type { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EventStoreManager, PostgresEventStore, PostgresSnapshotStore } from '../src/index.ts'

const day = 86_400_000
const anEvent: Event = { type: 'Happened', data: {} }

/** What the jobs of the night promise on every database. */
export function describeTidying(
  where: string,
  openDatabase: () => Promise<{ readonly pool: Pool; readonly close: () => Promise<void> }>,
): void {
  let pool: Pool
  let close: () => Promise<void>
  let tenants = 0

  beforeAll(async () => {
    ;({ pool, close } = await openDatabase())
    await new EventStoreManager({ pool }).migrate()
  }, 60_000)
  afterAll(() => close())

  const opened = () => {
    const tenant = `tenant-${++tenants}`
    return {
      tenant,
      store: new PostgresEventStore({ pool, tenant }),
      manager: new EventStoreManager({ pool, tenant }),
      snapshots: new PostgresSnapshotStore({ pool, tenant }),
    }
  }

  describe(`retention on ${where}`, () => {
    it('archives what is older than its category allows, and nothing else', async () => {
      const { store, manager } = opened()
      for (const category of ['cart', 'order', 'kept']) {
        for (const nr of [1, 2, 3, 4, 5]) {
          await store.append(streamId(category, String(nr)), [anEvent, anEvent], { expectedVersion: 0 })
        }
      }
      const { lastRecordedAt } = await store.streamState(streamId('kept', '5'))
      const now = new Date((lastRecordedAt?.getTime() ?? 0) + 10 * day)
      const rules = [
        { category: 'cart', archiveAfterMs: 9 * day },
        { category: 'order', archiveAfterMs: 11 * day },
        { category: 'none', archiveAfterMs: 0 },
      ]
      const done = await manager.applyRetention(rules, { now, batchSize: 2 })
      expect(done).toEqual([
        { category: 'cart', streams: 5, events: 10 },
        { category: 'order', streams: 0, events: 0 },
        { category: 'none', streams: 0, events: 0 },
      ])
      expect((await store.streamState(streamId('cart', '3'))).archived).toBe(true)
      expect((await store.streamState(streamId('order', '3'))).archived).toBe(false)
      expect(await manager.applyRetention(rules, { now })).toMatchObject([{ streams: 0 }, {}, {}])
    })

    it('ends between two batches when it is aborted, and refuses an age that is none', async () => {
      const { store, manager } = opened()
      await store.append(streamId('cart', '1'), [anEvent], { expectedVersion: 0 })
      const now = new Date(Date.now() + day)
      const stopped = AbortSignal.abort(new Error('enough'))
      const rules = [{ category: 'cart', archiveAfterMs: 0 }]
      await expect(manager.applyRetention(rules, { now, signal: stopped })).rejects.toThrow('enough')
      for (const archiveAfterMs of [-1, Number.NaN]) {
        const wrong = [...rules, { category: 'order', archiveAfterMs }]
        await expect(manager.applyRetention(wrong, { now })).rejects.toMatchObject({
          code: 'ERR_INVALID_ARGUMENT',
        })
      }
      expect((await store.streamState(streamId('cart', '1'))).archived).toBe(false)
    })
  })

  describe(`looking after snapshots on ${where}`, () => {
    const takenAt = new Date('2026-03-04T05:06:07.089Z')

    async function withSnapshots(): Promise<ReturnType<typeof opened>> {
      const all = opened()
      const { store, snapshots } = all
      for (const [category, schemaVersion] of [
        ['cart', 1],
        ['cart', 2],
        ['order', 1],
        ['order', 1],
      ] as const) {
        const stream = streamId(category, crypto.randomUUID())
        await store.append(stream, [anEvent], { expectedVersion: 0 })
        const streamVersion = category === 'cart' && schemaVersion === 2 ? 9 : 1 // the former is ahead of its events
        await snapshots.save({ streamId: stream, streamVersion, schemaVersion, state: { n: 'é' }, takenAt })
      }
      const { head } = await store.readByQuery({ items: [{ types: ['Happened'] }] })
      await snapshots.saveQuery({ queryHash: 'q', schemaVersion: 1, state: [], marker: head })
      return all
    }

    it('counts them by category and shape, and says how many may be used', async () => {
      const { manager, tenant } = await withSnapshots()
      const counted = await manager.snapshotCounts({ tenant })
      const facts = { stateBytes: 10, lastTakenAt: takenAt }
      expect(counted.slice(0, 3)).toEqual([
        { category: 'cart', schemaVersion: 1, snapshots: 1, usable: 1, ...facts },
        { category: 'cart', schemaVersion: 2, snapshots: 1, usable: 0, ...facts },
        { category: 'order', schemaVersion: 1, snapshots: 2, usable: 2, ...facts, stateBytes: 20 },
      ])
      expect(counted.slice(3)).toMatchObject([
        { category: undefined, schemaVersion: 1, snapshots: 1, usable: 1, stateBytes: 2 },
      ])
      expect((await manager.snapshotCounts()).length).toBeGreaterThanOrEqual(4)
      expect(await manager.snapshotCounts({ tenant: 'nobody' })).toEqual([])
    })

    it('forgets those of old shapes, old ones, those of a category, or all', async () => {
      const { manager, tenant } = await withSnapshots()
      const others = await withSnapshots()
      expect(await manager.deleteSnapshots({ tenant, category: 'cart', exceptSchemaVersion: 2 })).toBe(1)
      expect(await manager.deleteSnapshots({ tenant, takenBefore: takenAt })).toBe(0)
      const justAfter = new Date(takenAt.getTime() + 1)
      expect(await manager.deleteSnapshots({ tenant, category: 'order', takenBefore: justAfter })).toBe(2)
      expect(await manager.deleteSnapshots({ tenant })).toBe(2)
      expect(await manager.snapshotCounts({ tenant })).toEqual([])
      expect(await others.manager.snapshotCounts({ tenant: others.tenant })).toHaveLength(4)
    })
  })
}
