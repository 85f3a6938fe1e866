import { InMemoryEventStore, InMemoryUnitOfWorkFactory, sequentialIds } from '@uno-ts/testing'
import { isUnoError, RuleViolation, streamId, type Event, type Outcome } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { CommandBus } from '../command-bus/command-bus.ts'
import { defineCommand } from '../define/define-command.ts'
import { HandlerRegistry } from '../registry/handler-registry.ts'
import type { Decider } from '../repository/decider.ts'
import { EventSourcedRepository } from '../repository/event-sourced-repository.ts'
import { BatchCommandBus } from './batch-command-bus.ts'
import type { BatchMode } from './batch-options.ts'

type Added = Event<'Added', { readonly amount: number }>

/** Sums up; it does not go below zero. */
const counter: Decider<number, number, Added> = {
  category: 'counter',
  initialState: () => 0,
  decide(amount, sum) {
    if (sum + amount < 0) throw new RuleViolation('BELOW_ZERO', 'a counter does not go below zero')
    return [{ type: 'Added', data: { amount } }]
  },
  evolve: (sum, { data }) => sum + data.amount,
}

const add = defineCommand({
  type: 'Add',
  data: z.object({ id: z.string(), amount: z.number().int() }),
  result: z.number(),
})
const fail = defineCommand({ type: 'Fail', data: z.object({}), result: z.void() })

/** Lets a conflicting event in before the next commit, so often. */
class RacedEventStore extends InMemoryEventStore {
  rivals = 0
  override async commit(...args: Parameters<InMemoryEventStore['commit']>) {
    const { rivals } = this
    if (rivals > 0) {
      this.rivals = 0 // the rival commits too
      await this.append(streamId('counter', 'a'), [{ type: 'Added', data: { amount: 100 } }], {
        expectedVersion: 'any',
      })
      this.rivals = rivals - 1
    }
    return super.commit(...args)
  }
}

function setUp() {
  const eventStore = new RacedEventStore()
  const unitOfWork = new InMemoryUnitOfWorkFactory({ eventStore })
  const counters = new EventSourcedRepository({ eventStore, decider: counter })
  const registry = new HandlerRegistry()
  const ran: (number | string)[] = []
  registry.registerCommandHandler(add, async ({ id, amount }, context) => {
    ran.push(amount)
    return (await counters.transact(id, amount, context)).state
  })
  registry.registerCommandHandler(fail, async () => {
    ran.push('fail')
    throw new Error('broken')
  })
  const commandBus = new CommandBus({ registry, unitOfWork })
  const batches = new BatchCommandBus({ commandBus, unitOfWork, newId: sequentialIds(), concurrency: 3 })
  const sumOf = async (id: string) => (await counters.load(id)).state
  return { batches, commandBus, counters, eventStore, registry, ran, sumOf, unitOfWork }
}

const valueOf = (outcome: Outcome<unknown>): unknown => {
  if (outcome.ok) return outcome.value
  return isUnoError(outcome.error) ? outcome.error.code : outcome.error.message
}
const adds = (...amounts: readonly number[]) => amounts.map((amount) => add({ id: 'a', amount }))
async function* streamed(...amounts: readonly number[]) {
  for (const amount of amounts) yield add({ id: 'a', amount })
}

describe('a batch', () => {
  it.each<BatchMode>(['atomic', 'sequential', 'parallel'])('tells outcomes in order (%s)', async (mode) => {
    const { batches } = setUp()
    const commands = ['a', 'b', 'c', 'd', 'e'].map((id, place) => add({ id, amount: place + 1 }))
    expect((await batches.executeBatch(commands, { mode })).map(valueOf)).toEqual([1, 2, 3, 4, 5])
    expect(await batches.executeBatch([], { mode })).toEqual([])
  })

  it.each<BatchMode>(['sequential', 'parallel'])(
    'does not hide others behind a failure (%s)',
    async (mode) => {
      const { batches, sumOf } = setUp()
      const commands = [
        add({ id: 'a', amount: 1 }),
        fail({}),
        add({ id: 'b', amount: -1 }),
        add({ id: 'c', amount: 3 }),
      ]
      const outcomes = await batches.executeBatch(commands, { mode })
      expect(outcomes.map(valueOf)).toEqual([1, 'broken', 'ERR_RULE_VIOLATION', 3])
      expect([await sumOf('a'), await sumOf('c')]).toEqual([1, 3])
    },
  )

  it.each<BatchMode>(['atomic', 'sequential', 'parallel'])(
    'is not begun within the unit of work of a parent (%s)',
    async (mode) => {
      const { batches, commandBus, registry, ran } = setUp()
      const outer = defineCommand({ type: 'Outer', data: z.object({}), result: z.unknown() })
      registry.registerCommandHandler(outer, (_data, parent) =>
        batches.executeBatch(adds(1), { mode, parent }),
      )
      await expect(commandBus.execute(outer({}))).rejects.toMatchObject({ code: 'ERR_INVALID_ARGUMENT' })
      expect(ran).toEqual([])
    },
  )

  it('runs one command after the other in mode sequential', async () => {
    const { batches } = setUp()
    const outcomes = await batches.executeBatch(adds(5, -3, -3, 1), { mode: 'sequential' })
    expect(outcomes.map(valueOf)).toEqual([5, 2, 'ERR_RULE_VIOLATION', 3])
  })

  it('has no unit of work to be atomic in unless it is given one', async () => {
    const { commandBus } = setUp()
    const batches = new BatchCommandBus({ commandBus })
    await expect(batches.executeBatch(adds(1), { mode: 'atomic' })).rejects.toMatchObject({
      code: 'ERR_CONFIGURATION',
      path: 'unitOfWork',
    })
    expect(() => batches.executeBatch(streamed(1), { mode: 'atomic' })).toThrow('needs a unitOfWork')
  })
})

describe('an atomic batch', () => {
  it('is one commit, in which later commands see what earlier ones have planned', async () => {
    const { batches, unitOfWork, eventStore, sumOf } = setUp()
    const outcomes = await batches.executeBatch(adds(5, -3, 2), { mode: 'atomic' })
    expect(outcomes.map(valueOf)).toEqual([5, 2, 4])
    expect(await sumOf('a')).toBe(4)
    expect(unitOfWork.begun.map(({ state }) => state)).toEqual(['committed'])
    expect((await eventStore.streamState(streamId('counter', 'a'))).streamVersion).toBe(3)
  })

  it('writes nothing when a command is refused, tells every refusal, and what the others are waiting for', async () => {
    const { batches, ran, sumOf } = setUp()
    const commands = [...adds(5, -6, 1), add({ id: 'b', amount: 'x' as never }), add({ id: 'b', amount: 1 })]
    const outcomes = await batches.executeBatch(commands, { mode: 'atomic' })
    expect(outcomes.map(valueOf)).toEqual([
      'ERR_BATCH_ROLLED_BACK',
      'ERR_RULE_VIOLATION',
      'ERR_BATCH_ROLLED_BACK',
      'ERR_VALIDATION',
      'ERR_BATCH_ROLLED_BACK',
    ])
    expect(outcomes[0]).toMatchObject({ error: { failed: [1, 3], ran: true } })
    expect(ran).toEqual([5, -6, 1, 1])
    expect(await sumOf('a')).toBe(0)
  })

  it('runs nothing more after a fault', async () => {
    const { batches, ran, sumOf } = setUp()
    const outcomes = await batches.executeBatch([...adds(1), fail({}), ...adds(2)], { mode: 'atomic' })
    expect(outcomes.map(valueOf)).toEqual(['ERR_BATCH_ROLLED_BACK', 'broken', 'ERR_BATCH_ROLLED_BACK'])
    expect(outcomes).toMatchObject([{ error: { ran: true } }, {}, { error: { ran: false, failed: [1] } }])
    expect(ran).toEqual([1, 'fail'])
    expect(await sumOf('a')).toBe(0)
  })

  it('is run again as a whole, on fresh state, when somebody else wrote first', async () => {
    const { batches, eventStore, ran, sumOf } = setUp()
    eventStore.rivals = 1
    const outcomes = await batches.executeBatch(adds(1, 2), { mode: 'atomic' })
    expect(outcomes.map(valueOf)).toEqual([101, 103])
    expect(ran).toEqual([1, 2, 1, 2])
    expect(await sumOf('a')).toBe(103)
  })

  it('refuses to begin the same stream twice', async () => {
    const { commandBus, registry, unitOfWork, sumOf } = setUp()
    const begin = defineCommand({ type: 'Begin', data: z.object({}), result: z.void() })
    registry.registerCommandHandler(begin, async (_data, context) => {
      const events = [{ type: 'Added', data: { amount: 1 } }]
      context.unitOfWork?.append(streamId('counter', 'a'), events, { expectedVersion: 'no-stream' })
    })
    const batches = new BatchCommandBus({ commandBus, unitOfWork, retry: { maxAttempts: 2, baseDelayMs: 0 } })
    const outcomes = await batches.executeBatch([begin({}), begin({})], { mode: 'atomic' })
    expect(outcomes.map(valueOf)).toEqual(['ERR_BATCH_ROLLED_BACK', 'ERR_CONCURRENCY'])
    expect(await sumOf('a')).toBe(0)
  })

  it('tells every command of the commit that failed', async () => {
    const { commandBus, unitOfWork, eventStore, sumOf } = setUp()
    const batches = new BatchCommandBus({ commandBus, unitOfWork, retry: { maxAttempts: 2, baseDelayMs: 0 } })
    eventStore.rivals = 9
    const outcomes = await batches.executeBatch(adds(1, 2), { mode: 'atomic' })
    expect(outcomes.map(valueOf)).toEqual(['ERR_CONCURRENCY', 'ERR_CONCURRENCY'])
    expect(await sumOf('a')).toBe(200)
  })

  it('is the cause of its commands and hands its correlation on to them', async () => {
    const { batches, eventStore } = setUp()
    await batches.executeBatch(adds(1, 2), {
      mode: 'atomic',
      metadata: { correlationId: 'request-1', tenant: 'north' },
    })
    const { events } = await eventStore.load(streamId('counter', 'a'), { tenant: 'north' })
    expect(events.map(({ metadata }) => metadata.correlationId)).toEqual(['request-1', 'request-1'])
    expect(new Set(events.map(({ metadata }) => metadata.causationId)).size).toBe(2)
  })

  it('is of one tenant', async () => {
    const { batches } = setUp()
    const outcomes = await batches.executeBatch(adds(1, 2), {
      mode: 'atomic',
      metadata: { tenant: 'north' },
      optionsOf: (_command, place) => ({ metadata: { tenant: place === 0 ? 'north' : 'south' } }),
    })
    expect(outcomes.map(valueOf)).toEqual(['ERR_BATCH_ROLLED_BACK', 'ERR_INVALID_ARGUMENT'])
  })

  it('writes nothing when its signal aborts', async () => {
    const { batches, registry, sumOf } = setUp()
    const controller = new AbortController()
    const leave = defineCommand({ type: 'Leave', data: z.object({}), result: z.void() })
    registry.registerCommandHandler(leave, async () => controller.abort(new Error('left')))
    const outcomes = await batches.executeBatch([...adds(1), leave({}), ...adds(2)], {
      mode: 'atomic',
      signal: controller.signal,
    })
    expect(outcomes.map(valueOf)).toEqual(['ERR_BATCH_ROLLED_BACK', 'ERR_BATCH_ROLLED_BACK', 'left'])
    expect(await sumOf('a')).toBe(0)
  })
})

describe('a stream of commands', () => {
  it.each<BatchMode>(['sequential', 'parallel'])('gives a stream of outcomes (%s)', async (mode) => {
    const { batches } = setUp()
    const values: unknown[] = []
    for await (const outcome of batches.executeBatch(streamed(1, 0, 0), { mode }))
      values.push(valueOf(outcome))
    expect(values).toEqual([1, 1, 1])
  })

  it('is written in batches that stand or fall by themselves in mode atomic', async () => {
    const { batches, sumOf, unitOfWork } = setUp()
    const places: number[] = []
    const values: unknown[] = []
    const outcomes = batches.executeBatch(streamed(5, 1, -9, 1, 3), {
      mode: 'atomic',
      batchSize: 2,
      optionsOf: (_command, place) => ({ metadata: { custom: { place: places.push(place) } } }),
    })
    for await (const outcome of outcomes) values.push(valueOf(outcome))
    expect(values).toEqual([5, 6, 'ERR_RULE_VIOLATION', 'ERR_BATCH_ROLLED_BACK', 9])
    expect(places).toEqual([0, 1, 2, 3, 4])
    expect(unitOfWork.begun.map(({ state }) => state)).toEqual(['committed', 'rolled-back', 'committed'])
    expect(await sumOf('a')).toBe(9)
  })

  it('hears of an abort while the stream is silent', async () => {
    const { batches, ran } = setUp()
    const controller = new AbortController()
    const reason = new Error('enough')
    async function* silent() {
      yield* streamed(1)
      setImmediate(() => controller.abort(reason))
      await new Promise(() => undefined)
    }
    const outcomes = batches.executeBatch(silent(), { mode: 'atomic', signal: controller.signal })
    await expect(outcomes.next()).rejects.toBe(reason)
    expect(ran).toEqual([]) // the batch was not full
  })

  it('begins no further batch after an abort, and throws its reason', async () => {
    const { batches, ran } = setUp()
    const controller = new AbortController()
    const reason = new Error('enough')
    const all = (async () => {
      const options = { mode: 'atomic', batchSize: 2, signal: controller.signal } as const
      for await (const _ of batches.executeBatch(streamed(1, 1, 1, 1, 1), options)) controller.abort(reason)
    })()
    await expect(all).rejects.toBe(reason)
    expect(ran).toEqual([1, 1])
  })
})
