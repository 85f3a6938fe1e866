import { InMemoryEventStore, type InMemoryTransaction, InMemoryUnitOfWorkFactory } from '@uno-ts/testing'
import {
  silentLogger,
  streamId,
  type Event,
  type EventStore,
  type InlineProjection,
  type InlineStatements,
  type MessageContext,
  type PlannedEvent,
  type RecordedEvent,
  type SqlStatement,
  type UnitOfWorkFactory,
} from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { CommandBus } from '../command-bus/command-bus.ts'
import { defineCommand } from '../define/define-command.ts'
import { EventBus } from '../event-bus/event-bus.ts'
import { HandlerRegistry } from '../registry/handler-registry.ts'
import { decider } from '../repository/decider.ts'
import { EventSourcedRepository } from '../repository/event-sourced-repository.ts'
import { EventStoreIntegration, type EventStoreIntegrationOptions } from './event-store-integration.ts'

type Added = Event<'Added', { readonly amount: number }>

const counter = decider({
  category: 'counter',
  initialState: (): number => 0,
  decide: (amount: number): readonly Added[] => [{ type: 'Added', data: { amount } }],
  evolve: (sum, { data }: Added) => sum + data.amount,
})

const act = defineCommand({ type: 'Act', data: z.unknown(), result: z.unknown() })

type Options = Partial<EventStoreIntegrationOptions>

function integrated({ eventBus = new EventBus(), ...options }: Options = {}) {
  const store = new InMemoryEventStore()
  const units = new InMemoryUnitOfWorkFactory({ eventStore: store })
  const errors: unknown[] = []
  const logger = { ...silentLogger, error: (facts: object | string) => void errors.push(facts) }
  const integration = new EventStoreIntegration({
    eventStore: store,
    unitOfWork: units,
    eventBus,
    logger,
    ...options,
  })
  const { eventStore, unitOfWork } = integration
  const counters = new EventSourcedRepository({ eventStore, decider: counter })
  const heard: RecordedEvent[] = []
  eventBus.subscribe('Added', (event) => void heard.push(event))
  /** A bus with one handler. */
  const busOf = (handle: (context: MessageContext) => Promise<unknown>) => {
    const registry = new HandlerRegistry()
    registry.registerCommandHandler(act, (_data, context) => handle(context))
    return new CommandBus({ registry, unitOfWork })
  }
  return { store, units, errors, integration, eventStore, counters, heard, eventBus, busOf }
}

const added = (amount: number): Added => ({ type: 'Added', data: { amount } })
const anyVersion = { expectedVersion: 'any' } as const

function amountsOf(events: readonly RecordedEvent[]): number[] {
  return (events as readonly RecordedEvent<Added>[]).map(({ data }) => data.amount)
}

describe('events that were committed', () => {
  it('are handed over as they were recorded, after the commit and before the answer, once', async () => {
    const { counters, heard, store, busOf } = integrated()
    const bus = busOf(async (context) => {
      await counters.transact('a', 1, context)
      await counters.transact('b', 2, context)
      await counters.transact('a', 3, context)
      return heard.length
    })

    expect(await bus.execute(act(0))).toBe(0)
    expect(heard).toEqual(await Array.fromAsync(store.readAll()))
    expect(amountsOf(heard)).toEqual([1, 3, 2])
  })

  it('are handed over when they are appended without a unit of work', async () => {
    const { counters, eventStore, heard, store } = integrated()
    await counters.transact('a', 1)
    await eventStore.commit({
      appends: [{ events: [{ ...added(2), tags: ['t'] }, added(3)] }],
      metadata: { tenant: 'north' },
    })

    expect(amountsOf(heard)).toEqual([1, 2, 3])
    expect(heard[1]).toEqual(
      (await store.readByQuery({ items: [{ tags: ['t'] }] }, { tenant: 'north' })).events[0],
    )
  })

  it('are those of the command alone, not of the stream', async () => {
    const { store, counters, heard } = integrated()
    await store.append(streamId('counter', 'a'), [added(9)], anyVersion)
    await counters.transact('a', 1)

    expect(amountsOf(heard)).toEqual([1])
  })

  it('are not handed over when nothing was committed', async () => {
    const { counters, heard, busOf } = integrated()
    const bus = busOf(async (context) => {
      await counters.transact('a', 1, context)
      throw new TypeError('broken')
    })

    await expect(bus.execute(act(0))).rejects.toThrow('broken')
    expect(heard).toEqual([])
  })

  it('are not handed over again when their append is repeated', async () => {
    const { eventStore, heard } = integrated()
    const event = { ...added(1), id: '01890000-0000-7000-8000-000000000001' }
    const append = () =>
      eventStore.append(streamId('counter', 'a'), [event], { expectedVersion: 'no-stream' })
    await append()

    expect(await append()).toMatchObject({ written: false })
    expect(heard).toHaveLength(1)
  })

  it('are handed over once when a conflict made the command run twice', async () => {
    const { counters, heard, store, busOf } = integrated()
    const bus = busOf(async (context) => {
      await counters.transact('a', context.attempt, context)
      if (context.attempt === 1) await store.append(streamId('counter', 'a'), [added(100)], anyVersion)
    })
    await bus.execute(act(0))

    expect(amountsOf(heard)).toEqual([2])
  })

  it('stand when a handler fails, and the other handlers run', async () => {
    const { counters, eventBus, errors, heard } = integrated()
    eventBus.subscribe('*', () => {
      throw new TypeError('broken')
    })

    expect(await counters.transact('a', 1)).toMatchObject({ written: true })
    expect(heard).toHaveLength(1)
    expect(errors).toEqual([{ error: new TypeError('broken'), globalPosition: 1n }])
  })

  it('are handed over one commit after the other, in the order of their positions', async () => {
    const { counters, eventBus, integration } = integrated()
    const positions: bigint[] = []
    let together = 0
    eventBus.subscribe('Added', async ({ globalPosition }) => {
      together++
      await Promise.resolve()
      expect(together).toBe(1)
      together--
      positions.push(globalPosition)
    })
    await Promise.all(Array.from({ length: 20 }, (_, id) => counters.transact(`${id}`, 1)))
    await integration.idle()

    expect(positions).toEqual(Array.from({ length: 20 }, (_, at) => BigInt(at + 1)))
  })

  it('may be handled by further commands, whose events follow', async () => {
    const { counters, eventBus, integration, busOf } = integrated()
    const seen: string[] = []
    const bus = busOf((context) => counters.transact('b', 2, context))
    eventBus.subscribe('Added', async ({ streamId }) => {
      seen.push(`begin ${streamId}`)
      if (streamId === 'counter-a') await bus.execute(act(0))
      seen.push(`end ${streamId}`)
    })
    await counters.transact('a', 1)
    await integration.idle()

    expect(seen).toEqual(['begin counter-a', 'end counter-a', 'begin counter-b', 'end counter-b'])
  })

  it('are handed over later where commands are not to wait', async () => {
    const { counters, eventBus, integration, heard } = integrated({ waitForHandlers: false })
    const handling = Promise.withResolvers<void>()
    eventBus.subscribe('*', () => handling.promise)
    await counters.transact('a', 1)
    await counters.transact('b', 2)
    handling.resolve()
    await integration.idle()

    expect(amountsOf(heard)).toEqual([1, 2])
  })

  it('are not even read when nobody listens', async () => {
    const store = new InMemoryEventStore()
    const read: unknown[] = []
    const watched: EventStore = new Proxy(store, {
      get(inner, name) {
        const method: unknown = Reflect.get(inner, name, inner)
        if (typeof method !== 'function') return method
        return (...given: unknown[]) => {
          read.push(name)
          return Reflect.apply(method, inner, given)
        }
      },
    })
    const eventBus = new EventBus()
    eventBus.subscribe('Removed', () => undefined)
    const { eventStore } = new EventStoreIntegration({ eventStore: watched, eventBus })
    await eventStore.append(streamId('counter', 'a'), [added(1)], anyVersion)

    expect(read).toEqual(['append'])
  })
})

describe('an inline projection', () => {
  /** Keeps sums by stream, and takes them back with its transaction. */
  function sums(seen: PlannedEvent[] = []) {
    const rows = new Map<string, number>()
    const projection: InlineProjection<Added, InMemoryTransaction> = {
      name: 'sums',
      on: {
        Added: (event, { tx }) => {
          seen.push(event)
          const before = rows.get(event.streamId)
          tx.onRollback(() =>
            before === undefined ? rows.delete(event.streamId) : rows.set(event.streamId, before),
          )
          rows.set(event.streamId, (before ?? 0) + event.data.amount)
        },
      },
    }
    return { rows, projection, seen }
  }

  it('is written in the transaction of its events, with their ids and versions', async () => {
    const { rows, projection, seen } = sums()
    const { counters, store, busOf, units, heard } = integrated({ inline: [projection] })
    await store.append(streamId('counter', 'a'), [added(10)], anyVersion)
    const bus = busOf(async (context) => {
      await counters.transact('a', 1, context)
      await counters.transact('a', 2, context)
      return rows.size
    })

    expect(await bus.execute(act(0), { metadata: { messageId: 'm', actor: 'ada', tenant: 'default' } })).toBe(
      0,
    )
    expect([...rows]).toEqual([['counter-a', 3]])
    expect(units.begun[0]?.openedTransaction?.end).toBe('committed')
    expect(seen.map(({ id, streamVersion }) => [id, streamVersion])).toEqual(
      heard.map(({ id, streamVersion }) => [id, streamVersion]),
    )
    expect(seen[0]).toMatchObject({
      type: 'Added',
      streamId: 'counter-a',
      streamVersion: 2,
      tenant: 'default',
      tags: [],
      metadata: { causationId: 'm', correlationId: 'm', actor: 'ada' },
    })
  })

  it('is written also when events are appended without a unit of work', async () => {
    const { rows, projection, seen } = sums()
    const { counters, eventStore, heard } = integrated({ inline: [projection] })

    expect(await counters.transact('a', 1)).toMatchObject({
      streamVersion: 1,
      globalPosition: 1n,
      written: true,
    })
    await eventStore.append(streamId('counter', 'a'), [added(2)], anyVersion)
    await eventStore.commit({ appends: [{ events: [added(4)] }] })
    expect([...rows.values()]).toEqual([3, 4])
    expect(seen.map(({ streamVersion }) => streamVersion)).toEqual([1, undefined, 1])
    expect(amountsOf(heard)).toEqual([1, 2, 4])
  })

  it('is undone by a conflict, and written once by the command that is run again', async () => {
    const { rows, projection } = sums()
    const { counters, store, busOf } = integrated({ inline: [projection] })
    const bus = busOf(async (context) => {
      await counters.transact('a', 1, context)
      if (context.attempt === 1) await store.append(streamId('counter', 'a'), [added(100)], anyVersion)
    })
    await bus.execute(act(0))

    expect([...rows]).toEqual([['counter-a', 1]])
  })

  it('that fails keeps everything from being written', async () => {
    const broken: InlineProjection<Added> = {
      name: 'broken',
      on: { Added: () => Promise.reject(new TypeError('no')) },
    }
    const { rows, projection } = sums()
    const { counters, heard, units } = integrated({ inline: [projection, broken] })

    await expect(counters.transact('a', 1)).rejects.toThrow('no')
    expect(await counters.exists('a')).toBe(false)
    expect(rows.size).toBe(0)
    expect(heard).toEqual([])
    expect(units.begun.map(({ state }) => state)).toEqual(['rolled-back'])
  })

  it('is not written for an append that the unit of work refuses', async () => {
    const { projection, seen } = sums()
    const unit = integrated({ inline: [projection] }).integration.unitOfWork.begin()
    const stream = streamId('counter', 'a')
    unit.append(stream, [added(1)], { expectedVersion: 'no-stream' })
    expect(() => unit.append(stream, [added(2)], { expectedVersion: 7 })).toThrow('version')
    await unit.commit()

    expect(seen.map(({ data }) => data)).toEqual([{ amount: 1 }])
  })

  it('opens no transaction for events it does not handle', async () => {
    const { projection } = sums()
    const { eventStore, units, integration } = integrated({ inline: [projection] })
    await eventStore.append(streamId('counter', 'a'), [{ type: 'Other', data: {} }], anyVersion)
    const unit = integration.unitOfWork.begin()
    unit.append(streamId('counter', 'b'), [{ type: 'Other', data: {} }], anyVersion)
    await unit.commit()

    expect(units.begun.map(({ openedTransaction }) => openedTransaction)).toEqual([undefined])
  })

  it('needs units of work', () => {
    const { projection } = sums()
    const eventStore = new InMemoryEventStore()

    expect(() => new EventStoreIntegration({ eventStore, inline: [projection] })).toThrow(
      'inline projections and an outbox write in a unit of work: expected a factory of them, found none',
    )
    expect(() => new EventStoreIntegration({ eventStore }).unitOfWork).toThrow(
      'expected a factory of units of work, found none',
    )
  })
})

describe('inline statements', () => {
  const counted = (made: readonly SqlStatement[] | undefined): InlineStatements => ({
    name: 'counted',
    eventTypes: ['Added'],
    statements: () => made,
    prepare: async (events) => [{ text: 'prepared', values: events.map(({ type }) => type) }],
  })
  /** Units of work that take statements, as those on SQL do. */
  function planning(inline: InlineStatements) {
    const planned: SqlStatement[] = []
    const { eventStore, units } = integrated({})
    const unitOfWork: UnitOfWorkFactory = {
      begin: (options) =>
        Object.assign(units.begin(options), {
          planStatements: (statements: readonly SqlStatement[]) => void planned.push(...statements),
        }),
    }
    const integration = new EventStoreIntegration({ eventStore, unitOfWork, inline: [inline] })
    return { integration, units, planned }
  }
  const append = async ({ eventStore }: EventStoreIntegration) => {
    await eventStore.append(streamId('counter', 'a'), [added(1), { type: 'Other', data: {} }], anyVersion)
  }

  it('are planned behind the append, without a transaction', async () => {
    const statement = { text: 'insert', values: [1] }
    const { integration, units, planned } = planning(counted([statement]))
    await append(integration)
    expect(planned).toEqual([statement])
    expect(units.begun.map(({ openedTransaction }) => openedTransaction)).toEqual([undefined])
  })

  it('are prepared in the transaction when they must be', async () => {
    const { integration, units, planned } = planning(counted(undefined))
    await append(integration)
    expect(planned).toEqual([{ text: 'prepared', values: ['Added'] }])
    expect(units.begun.map(({ openedTransaction }) => openedTransaction)).not.toContain(undefined)
  })

  it('need units of work that plan them', async () => {
    const { integration } = integrated({ inline: [counted([])] })
    await expect(append(integration)).rejects.toMatchObject({ code: 'ERR_CONFIGURATION', path: 'unitOfWork' })
  })
})

describe('an outbox', () => {
  it('takes the events of its types in their transaction', async () => {
    const taken: unknown[] = []
    const outbox = {
      types: ['Added'],
      add: async (events: readonly PlannedEvent[], { transaction }: { transaction: unknown }) =>
        void taken.push(
          events.map(({ id }) => id),
          transaction,
        ),
    }
    const { integration, units, heard } = integrated({ outbox })
    const unit = integration.unitOfWork.begin()
    unit.append(streamId('counter', 'a'), [added(1), { type: 'Other', data: {} }, added(2)], anyVersion)
    await unit.commit()

    expect(taken).toEqual([heard.map(({ id }) => id), units.begun[0]?.openedTransaction])
  })

  it('that fails keeps the events from being written', async () => {
    const outbox = { add: () => Promise.reject(new TypeError('full')) }
    const { counters } = integrated({ outbox })

    await expect(counters.transact('a', 1)).rejects.toThrow('full')
    expect(await counters.exists('a')).toBe(false)
  })
})
