import { InMemoryEventStore, InMemoryUnitOfWorkFactory } from '@uno-ts/testing'
import { parseStreamId, RuleViolation, type Event, type EventStore } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import type { Decider } from './decider.ts'
import { EventSourcedRepository } from './event-sourced-repository.ts'

type Order = { readonly status: 'absent' | 'placed' | 'cancelled'; readonly lines: number }
type OrderCommand = { readonly type: 'Place'; readonly lines: number } | { readonly type: 'Cancel' }
type OrderEvent = Event<'OrderPlaced', { readonly lines: number }> | Event<'OrderCancelled', object>

const order: Decider<Order, OrderCommand, OrderEvent> = {
  category: 'order',
  initialState: () => ({ status: 'absent', lines: 0 }),
  decide(command, { status }) {
    switch (command.type) {
      case 'Place':
        if (status !== 'absent') throw new RuleViolation('ORDER_ALREADY_PLACED', 'it was placed before')
        return [{ type: 'OrderPlaced', data: { lines: command.lines } }]
      case 'Cancel':
        return status === 'placed' ? [{ type: 'OrderCancelled', data: {} }] : []
    }
  },
  evolve(state, event) {
    switch (event.type) {
      case 'OrderPlaced':
        return { status: 'placed', lines: event.data.lines }
      case 'OrderCancelled':
        return { ...state, status: 'cancelled' }
    }
  },
}

const place: OrderCommand = { type: 'Place', lines: 3 }
const cancel: OrderCommand = { type: 'Cancel' }

function ordersIn(eventStore: EventStore) {
  return new EventSourcedRepository({ eventStore, decider: order })
}

describe('an event-sourced repository', () => {
  it('gives the initial state and version 0 of what does not exist', async () => {
    const orders = ordersIn(new InMemoryEventStore())

    expect(await orders.load('7')).toEqual({ state: { status: 'absent', lines: 0 }, streamVersion: 0 })
    expect(await orders.exists('7')).toBe(false)
  })

  it('appends what is decided, and tells the state, version and position after it', async () => {
    const eventStore = new InMemoryEventStore()
    const orders = ordersIn(eventStore)
    const placed = await orders.transact('7', place)

    expect(placed).toEqual({
      state: { status: 'placed', lines: 3 },
      events: [{ type: 'OrderPlaced', data: { lines: 3 } }],
      streamVersion: 1,
      globalPosition: await eventStore.head(),
      written: true,
    })
    expect(await orders.transact('7', cancel)).toMatchObject({ streamVersion: 2, written: true })
    expect(await orders.load('7')).toEqual({ state: { status: 'cancelled', lines: 3 }, streamVersion: 2 })
    expect(await orders.exists('7')).toBe(true)
  })

  it('appends nothing when nothing is decided', async () => {
    const orders = ordersIn(new InMemoryEventStore())

    expect(await orders.transact('7', cancel)).toEqual({
      state: { status: 'absent', lines: 0 },
      events: [],
      streamVersion: 0,
      globalPosition: undefined,
      written: false,
    })
    expect(await orders.exists('7')).toBe(false)
  })

  it('lets a refusal through, and writes nothing', async () => {
    const orders = ordersIn(new InMemoryEventStore())
    await orders.transact('7', place)

    await expect(orders.transact('7', place)).rejects.toMatchObject({ rule: 'ORDER_ALREADY_PLACED' })
    expect((await orders.load('7')).streamVersion).toBe(1)
  })

  it('throws a conflict when somebody else appended in between, and writes nothing', async () => {
    const eventStore = new InMemoryEventStore()
    const orders = ordersIn(eventStore)
    const attempts = await Promise.allSettled([orders.transact('7', place), orders.transact('7', place)])

    expect(attempts.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
    expect(attempts[1]).toMatchObject({
      reason: { code: 'ERR_CONCURRENCY', streamId: 'order-7', expected: 0, actual: 1 },
    })
    expect((await orders.load('7')).streamVersion).toBe(1)
  })

  it('decides only upon the version that was looked at, when one is named', async () => {
    const orders = ordersIn(new InMemoryEventStore())
    await orders.transact('7', place, { expectedVersion: 0 })
    await orders.transact('7', cancel, { expectedVersion: 1 })

    const conflict = { code: 'ERR_CONCURRENCY', streamId: 'order-7', expected: 1, actual: 2 }
    await expect(orders.transact('7', place, { expectedVersion: 1 })).rejects.toMatchObject(conflict)
    await expect(orders.transact('7', cancel, { expectedVersion: 1 })).rejects.toMatchObject(conflict)
    expect((await orders.load('7')).streamVersion).toBe(2)
  })

  it('goes to the store twice for a command: one load and one append', async () => {
    const calls: string[] = []
    const eventStore = new Proxy(new InMemoryEventStore(), {
      get(store, name) {
        const method: unknown = Reflect.get(store, name, store)
        if (typeof method !== 'function') return method
        return (...given: unknown[]) => {
          calls.push(String(name))
          return Reflect.apply(method, store, given)
        }
      },
    })
    await ordersIn(eventStore).transact('7', place)

    expect(calls).toEqual(['load', 'append'])
  })

  it('believes the store about the version, not the number of events', async () => {
    const eventStore = new InMemoryEventStore()
    const shortened: EventStore = Object.assign(Object.create(eventStore), {
      load: async (...given: Parameters<EventStore['load']>) => ({
        ...(await eventStore.load(...given)),
        events: [],
      }),
      append: eventStore.append.bind(eventStore),
    })
    await ordersIn(eventStore).transact('7', place)

    expect(await ordersIn(shortened).transact('7', place)).toMatchObject({ streamVersion: 2 })
  })

  it('records the message as the cause of its events', async () => {
    const eventStore = new InMemoryEventStore()
    const metadata = { messageId: 'm', correlationId: 'c', causationId: 'before', actor: 'ada' }
    await ordersIn(eventStore).transact('7', place, { metadata })
    const [event] = await Array.fromAsync(eventStore.readStream(parseStreamId('order-7')))

    expect(event?.metadata).toEqual({ correlationId: 'c', causationId: 'm', actor: 'ada' })
  })

  it('keeps tenants apart', async () => {
    const orders = ordersIn(new InMemoryEventStore())
    await orders.transact('7', place, { metadata: { tenant: 'north' } })

    expect(await orders.exists('7', { tenant: 'north' })).toBe(true)
    expect(await orders.load('7', { metadata: { tenant: 'north' } })).toMatchObject({ streamVersion: 1 })
    expect(await orders.exists('7', { metadata: { tenant: 'south' } })).toBe(false)
    expect(await orders.transact('7', place, { metadata: { tenant: 'south' } })).toMatchObject({
      streamVersion: 1,
    })
  })

  it('reads through the transaction its unit of work has opened', async () => {
    const eventStore = new InMemoryEventStore()
    const read: unknown[] = []
    const watched: EventStore = Object.assign(Object.create(eventStore), {
      load: (...given: Parameters<EventStore['load']>) => {
        read.push(given[1]?.transaction)
        return eventStore.load(...given)
      },
      streamState: (...given: Parameters<EventStore['streamState']>) => {
        read.push(given[1]?.transaction)
        return eventStore.streamState(...given)
      },
    })
    const unitOfWork = new InMemoryUnitOfWorkFactory({ eventStore }).begin()
    const orders = ordersIn(watched)
    await orders.load('7', { unitOfWork })
    const transaction = await unitOfWork.transaction()
    await orders.load('7', { unitOfWork })
    await orders.exists('7', { unitOfWork })

    expect(read).toEqual([undefined, transaction, transaction])
  })

  it('refuses an id that names no stream', async () => {
    await expect(ordersIn(new InMemoryEventStore()).load('')).rejects.toMatchObject({
      code: 'ERR_INVALID_ARGUMENT',
    })
  })

  it('throws the reason of a caller who has given up', async () => {
    const orders = ordersIn(new InMemoryEventStore())

    await expect(orders.transact('7', place, { signal: AbortSignal.abort('enough') })).rejects.toBe('enough')
    expect(await orders.exists('7')).toBe(false)
  })
})
