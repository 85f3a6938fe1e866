import { streamId } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { ManualClock } from '../clock/manual-clock.ts'
import { describeDcbStore, describeEventStore, describeSubscriptions } from '../conformance.ts'
import { sequentialIds } from '../id/sequential-ids.ts'
import { InMemoryEventStore } from './in-memory-event-store.ts'

const stores = {
  InMemoryEventStore: () => new InMemoryEventStore(),
  'InMemoryEventStore with gaps between its positions': () => {
    let drawn = 0
    return new InMemoryEventStore({ positionGap: () => drawn++ % 3 })
  },
}

for (const [name, open] of Object.entries(stores)) {
  const factory = async () => ({ store: open(), dispose: () => undefined })
  describeEventStore(name, factory, [])
  describeDcbStore(name, factory, [])
  describeSubscriptions(name, factory, [])
}

describe('an event store in memory', () => {
  const order = streamId('order', '1')
  const placed = { type: 'OrderPlaced', data: {} }

  it('takes time and ids from its owner', async () => {
    const clock = new ManualClock('2026-03-01T12:00:00Z')
    const store = new InMemoryEventStore({ clock, newId: sequentialIds() })
    await store.append(order, [placed], { expectedVersion: 'no-stream' })
    clock.advance(1000)
    await store.append(order, [placed], { expectedVersion: 1 })

    const { events } = await store.load(order)
    expect(events.map(({ id }) => id.at(-1))).toEqual(['1', '2'])
    expect(events.map(({ recordedAt }) => recordedAt.toISOString())).toEqual([
      '2026-03-01T12:00:00.000Z',
      '2026-03-01T12:00:01.000Z',
    ])
  })

  it('reads a stream as of a time between two appends', async () => {
    const clock = new ManualClock()
    const store = new InMemoryEventStore({ clock })
    await store.append(order, [placed], { expectedVersion: 'no-stream' })
    clock.advance(1000)
    const between = clock.date
    clock.advance(1000)
    await store.append(order, [placed], { expectedVersion: 1 })

    const versions = []
    for await (const event of store.readStream(order, { asOf: between })) versions.push(event.streamVersion)
    expect(versions).toEqual([1])
  })

  it('begins a subscription from now at the moment of the call', async () => {
    const store = new InMemoryEventStore()
    await store.append(order, [placed], { expectedVersion: 'no-stream' })
    const pages = store.subscribe({ from: 'now' })
    await store.append(order, [placed], { expectedVersion: 1 })

    for await (const { events } of pages) {
      expect(events.map(({ streamVersion }) => streamVersion)).toEqual([2])
      break
    }
  })

  it.each([
    ['an event without a type', { type: '', data: {} }],
    ['an empty tag', { ...placed, tags: [''] }],
    ['a tag of 257 characters', { ...placed, tags: ['x'.repeat(257)] }],
    ['shape version 0', { ...placed, schemaVersion: 0 }],
    ['data JSON cannot carry', { ...placed, data: { total: 1n } }],
  ])('refuses %s', async (_what, event) => {
    const store = new InMemoryEventStore()
    await expect(store.append(order, [event], { expectedVersion: 'any' })).rejects.toMatchObject({
      code: 'ERR_INVALID_ARGUMENT',
    })
    expect((await store.streamState(order)).streamVersion).toBe(0)
  })

  it.each([-1, 1.5, Number.NaN])('refuses %s as expected version', async (expectedVersion) => {
    const append = new InMemoryEventStore().append(order, [placed], { expectedVersion })
    await expect(append).rejects.toMatchObject({ code: 'ERR_INVALID_ARGUMENT' })
  })

  it.each([0, -1, 0.5])('refuses %s as the number of events to read', async (limit) => {
    const page = new InMemoryEventStore().readPage({ limit })
    await expect(page).rejects.toMatchObject({ code: 'ERR_INVALID_ARGUMENT' })
  })

  it('refuses the marker of another store', async () => {
    const { head } = await new InMemoryEventStore().readByQuery({ items: [{ types: ['OrderPlaced'] }] })
    const foreign = head.replace('memory', 'elsewhere') as typeof head
    const plan = {
      appends: [{ events: [placed] }],
      conditions: [{ failIfEventsMatch: { items: [{ types: ['OrderPlaced'] }] }, after: foreign }],
    }
    await expect(new InMemoryEventStore().commit(plan)).rejects.toMatchObject({
      code: 'ERR_INVALID_ARGUMENT',
    })
  })
})
