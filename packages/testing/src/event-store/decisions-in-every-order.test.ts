import { streamId, type EventStore } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { assert } from '../conformance/assert.ts'
import { crashEverywhere } from '../crash/crash-everywhere.ts'
import { sequentialIds } from '../id/sequential-ids.ts'
import { everyInterleaving } from '../interleaving/every-interleaving.ts'
import { InMemoryEventStore } from './in-memory-event-store.ts'

const seats = { items: [{ types: ['SeatTaken'], tags: ['course:1'] }] }

/** Takes a seat of the course while there is one of the two. */
async function takeSeat(store: EventStore, who: string): Promise<boolean> {
  const { events, head } = await store.readByQuery(seats)
  if (events.length === 2) return false
  await store.commit({
    appends: [{ events: [{ type: 'SeatTaken', data: { who }, tags: ['course:1'] }] }],
    conditions: [{ failIfEventsMatch: seats, after: head }],
  })
  return true
}

describe('an event store in memory', () => {
  it('gives no seat twice, whichever way three take one at once', async () => {
    const { count, complete } = await everyInterleaving(async (schedule) => {
      const store = new InMemoryEventStore()
      const outcomes = await schedule.run({
        ada: (watch) => takeSeat(watch(store), 'ada'),
        bob: (watch) => takeSeat(watch(store), 'bob'),
        eve: (watch) => takeSeat(watch(store), 'eve'),
      })
      const taken = Object.values(outcomes).filter((outcome) => outcome.ok && outcome.value).length
      assert.equal((await store.readByQuery(seats)).events.length, taken)
      assert.ok(taken >= 1 && taken <= 2)
    })
    expect(complete).toBe(true)
    expect(count).toBeGreaterThan(60)
  })

  it('has each event once after any crash, when appends are repeated with their ids', async () => {
    const points = await crashEverywhere(async (crashes) => {
      const store = new InMemoryEventStore()
      const newId = sequentialIds()
      const parts = ['1', '2', '3'].map((name) => ({
        stream: streamId('order', name),
        events: [{ type: 'OrderPlaced', data: {}, id: newId() }],
      }))
      const placeAll = async (by: EventStore): Promise<void> => {
        for (const { stream, events } of parts)
          await by.append(stream, events, { expectedVersion: 'no-stream' })
      }
      await crashes.during(() => placeAll(crashes.watch('store', store)))
      await placeAll(store)
      assert.equal((await Array.fromAsync(store.readAll())).length, 3)
    })
    expect(points).toHaveLength(6)
  })
})
