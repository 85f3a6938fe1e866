import { InMemoryEventStore, InMemoryReadModelRepository, InMemoryUnitOfWorkFactory } from '@uno-ts/testing'
import { RuleViolation, streamId, type Event, type EventStore } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { CommandBus } from '../command-bus/command-bus.ts'
import { decisionModel } from '../decision-model/decision-model.ts'
import { DecisionModelRepository } from '../decision-model/decision-model-repository.ts'
import { defineDecisionProjection } from '../decision-model/decision-projection.ts'
import { defineCommand } from '../define/define-command.ts'
import type { HandlerLike } from '../registry/handler-like.ts'
import { HandlerRegistry } from '../registry/handler-registry.ts'
import { AggregateRoot } from '../repository/aggregate-root.ts'
import { aggregate } from '../repository/aggregate.ts'
import { decider } from '../repository/decider.ts'
import { EventSourcedRepository } from '../repository/event-sourced-repository.ts'
import { DecisionModelCommandHandler } from './decision-model-command-handler.ts'
import { EventSourcedCommandHandler } from './event-sourced-command-handler.ts'
import { EventSourcingCommandHandler } from './event-sourcing-command-handler.ts'
import { EventSourcingReadModelCommandHandler } from './event-sourcing-read-model-command-handler.ts'
import { EventSourcingTransactionalCommandHandler } from './event-sourcing-transactional-command-handler.ts'

type Added = Event<'Added', { readonly amount: number }>

const added = (amount: number): Added => ({ type: 'Added', data: { amount } })

const counter = decider({
  category: 'counter',
  initialState: (): number => 0,
  decide(amount: number, sum): readonly Added[] {
    if (sum + amount > 100) throw new RuleViolation('TOO_MUCH', 'a hundred is enough')
    return amount === 0 ? [] : [added(amount)]
  },
  evolve: (sum, { data }: Added) => sum + data.amount,
})

class Counter extends AggregateRoot<Added> {
  sum = 0
  add(amount: number): void {
    this.apply(added(amount))
  }
  protected override evolve({ data }: Added): void {
    this.sum += data.amount
  }
}

const add = defineCommand({
  type: 'Add',
  data: z.object({ id: z.string(), amount: z.number() }),
  result: z.object({ sum: z.number() }),
})

type Sum = { readonly id: string; readonly sum: number }

const sumSchema = z.object({ id: z.string(), sum: z.number() })

/** A store that notes how often it is called, and lets somebody else append before its first append when told to. */
function setUp({ rivals = 0 } = {}) {
  const store = new InMemoryEventStore()
  const calls: string[] = []
  let left = rivals
  const eventStore: EventStore = new Proxy(store, {
    get(inner, name) {
      const method: unknown = Reflect.get(inner, name, inner)
      if (typeof method !== 'function') return method
      return async (...given: unknown[]) => {
        calls.push(String(name))
        if ((name === 'append' || name === 'commit') && left-- > 0) {
          await inner.append(streamId('counter', 'a'), [added(10)], { expectedVersion: 'any' })
        }
        return Reflect.apply(method, inner, given) as unknown
      }
    },
  })
  const unitOfWork = new InMemoryUnitOfWorkFactory({ eventStore })
  const repository = new EventSourcedRepository({ eventStore, decider: counter })
  /** Executes one command on a bus without middleware. */
  const execute = (handler: HandlerLike<typeof add>, amount = 1) => {
    const registry = new HandlerRegistry()
    registry.registerCommandHandler(add, handler)
    return new CommandBus({ registry, middleware: [] }).execute(add({ id: 'a', amount }))
  }
  const parts = {
    definition: add,
    repository,
    aggregateId: ({ id }: { readonly id: string }) => id,
    command: ({ amount }: { readonly amount: number }) => amount,
    result: ({ state }: { readonly state: number }) => ({ sum: state }),
  }
  const sum = async () =>
    (await new EventSourcedRepository({ eventStore: store, decider: counter }).load('a')).state
  return { eventStore, calls, unitOfWork, execute, parts, sum }
}

const retry = { baseDelayMs: 0 }

describe('an event-sourced command handler', () => {
  it('loads once and appends once', async () => {
    const { calls, execute, parts } = setUp()

    expect(await execute(new EventSourcedCommandHandler(parts))).toEqual({ sum: 1 })
    expect(calls).toEqual(['load', 'append'])
  })

  it('loads only when there is nothing to do', async () => {
    const { calls, execute, parts } = setUp()

    expect(await execute(new EventSourcedCommandHandler(parts), 0)).toEqual({ sum: 0 })
    expect(calls).toEqual(['load'])
  })

  it('calls the methods of an aggregate class as well', async () => {
    const { calls, execute, eventStore, sum } = setUp()
    const handler = new EventSourcedCommandHandler({
      definition: add,
      repository: new EventSourcedRepository({
        eventStore,
        decider: aggregate({ category: 'counter', create: () => new Counter() }),
      }),
      aggregateId: ({ id }) => id,
      command:
        ({ amount }) =>
        (each) =>
          each.add(amount),
      result: ({ state }) => ({ sum: state.sum }),
    })

    expect(await execute(handler, 7)).toEqual({ sum: 7 })
    expect(await sum()).toBe(7)
    expect(calls).toEqual(['load', 'append'])
  })

  it('lets refusals and conflicts through, and writes nothing', async () => {
    const { execute, parts, sum } = setUp({ rivals: 1 })
    const handler = new EventSourcedCommandHandler(parts)

    await expect(execute(handler)).rejects.toMatchObject({ code: 'ERR_CONCURRENCY' })
    await expect(execute(handler, 91)).rejects.toMatchObject({ rule: 'TOO_MUCH' })
    expect(await sum()).toBe(10)
  })

  it('is a handler of its message and the cause of its events', async () => {
    const { parts, eventStore } = setUp()
    const registry = new HandlerRegistry()
    registry.registerCommandHandler(add, new EventSourcedCommandHandler(parts))
    await new CommandBus({ registry }).execute(add({ id: 'a', amount: 1 }), { metadata: { messageId: 'm' } })
    const [event] = (await eventStore.load(streamId('counter', 'a'))).events

    expect(event?.metadata).toEqual({ correlationId: 'm', causationId: 'm' })
  })
})

describe('an event-sourcing command handler', () => {
  it('runs again on fresh state when somebody else wrote first', async () => {
    const { calls, execute, parts } = setUp({ rivals: 2 })

    expect(await execute(new EventSourcingCommandHandler({ ...parts, retry }))).toEqual({ sum: 21 })
    expect(calls).toEqual(['load', 'append', 'load', 'append', 'load', 'append'])
  })

  it('gives up when its attempts are used up', async () => {
    const { execute, parts, sum } = setUp({ rivals: 9 })
    const handler = new EventSourcingCommandHandler({ ...parts, retry: { ...retry, maxAttempts: 2 } })

    await expect(execute(handler)).rejects.toMatchObject({ code: 'ERR_CONCURRENCY' })
    expect(await sum()).toBe(20)
  })
})

describe('an event-sourcing transactional command handler', () => {
  it('plans in a unit of work, and commits after the decision', async () => {
    const { calls, execute, parts, unitOfWork, sum } = setUp({ rivals: 1 })
    const handler = new EventSourcingTransactionalCommandHandler({ ...parts, unitOfWork, retry })

    expect(await execute(handler)).toEqual({ sum: 11 })
    expect(calls).toEqual(['load', 'commit', 'load', 'commit'])
    expect(unitOfWork.begun.map(({ state }) => state)).toEqual(['rolled-back', 'committed'])
    expect(await sum()).toBe(11)
  })

  it('joins the unit of work of the bus', async () => {
    const { parts, unitOfWork, sum } = setUp()
    const registry = new HandlerRegistry()
    registry.registerCommandHandler(
      add,
      new EventSourcingTransactionalCommandHandler({ ...parts, unitOfWork, retry }),
    )
    await new CommandBus({ registry, unitOfWork }).execute(add({ id: 'a', amount: 1 }))

    expect(unitOfWork.begun).toHaveLength(1)
    expect(await sum()).toBe(1)
  })
})

describe('an event-sourcing read-model command handler', () => {
  function withRows(options: { readonly rivals?: number } = {}) {
    const common = setUp(options)
    const rows = new InMemoryReadModelRepository<Sum>({
      model: {
        name: 'sums',
        schema: sumSchema,
        key: 'id',
        columns: { id: { type: 'text' }, sum: { type: 'integer' } },
        indexes: [],
      },
    })
    const handler = new EventSourcingReadModelCommandHandler({
      ...common.parts,
      unitOfWork: common.unitOfWork,
      retry,
      writeRows: ({ state }, options, { id }) => rows.save({ id, sum: state }, options),
    })
    return { ...common, rows, handler }
  }

  it('writes rows and events together', async () => {
    const { execute, handler, rows, sum } = withRows()
    await execute(handler, 3)

    expect(await execute(handler, 4)).toEqual({ sum: 7 })
    expect(await rows.get('a')).toEqual({ id: 'a', sum: 7 })
    expect(await sum()).toBe(7)
  })

  it('undoes the rows of a conflict, and writes them for the state that is committed', async () => {
    const { execute, handler, rows, unitOfWork } = withRows({ rivals: 1 })
    await execute(handler)

    expect(await rows.get('a')).toEqual({ id: 'a', sum: 11 })
    expect(unitOfWork.begun.map(({ openedTransaction }) => openedTransaction?.end)).toEqual([
      'rolled-back',
      'committed',
    ])
  })

  it('writes neither when the aggregate refuses', async () => {
    const { execute, handler, rows, sum } = withRows()

    await expect(execute(handler, 101)).rejects.toMatchObject({ rule: 'TOO_MUCH' })
    expect(await rows.get('a')).toBeUndefined()
    expect(await sum()).toBe(0)
  })
})

describe('a decision-model command handler', () => {
  const sumOf = (id: string) =>
    defineDecisionProjection({
      types: ['Added'],
      tags: [`counter:${id}`],
      initialState: (): number => 0,
      evolve: (sum, { data }: Added) => sum + data.amount,
    })

  it('reads once and commits once', async () => {
    const { execute, eventStore, calls } = setUp()
    const handler = new DecisionModelCommandHandler({
      definition: add,
      decisions: new DecisionModelRepository({ eventStore }),
      model: ({ id }) => decisionModel({ sum: sumOf(id) }),
      decide({ id, amount }, { sum }): readonly Added[] {
        if (sum + amount > 100) throw new RuleViolation('TOO_MUCH', 'a hundred is enough')
        return [{ ...added(amount), tags: [`counter:${id}`] }]
      },
      result: ({ state }) => state,
    })

    expect(await execute(handler, 60)).toEqual({ sum: 60 })
    expect(calls).toEqual(['readByQuery', 'commit'])
    await expect(execute(handler, 60)).rejects.toMatchObject({ rule: 'TOO_MUCH' })
  })
})
