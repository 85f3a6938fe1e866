import { InMemoryEventStore, InMemoryUnitOfWorkFactory } from '@uno-ts/testing'
import { silentLogger, streamId, type MessageContext } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { CommandBus } from '../command-bus/command-bus.ts'
import { defineCommand } from '../define/define-command.ts'
import { HandlerRegistry } from '../registry/handler-registry.ts'
import { decider } from '../repository/decider.ts'
import { EventSourcedRepository } from '../repository/event-sourced-repository.ts'
import { transaction } from './transaction.ts'

type Added = { readonly type: 'Added'; readonly data: { readonly amount: number } }

const counter = decider({
  category: 'counter',
  initialState: (): number => 0,
  decide: (amount: number): readonly Added[] => [{ type: 'Added', data: { amount } }],
  evolve: (sum, { data }: Added) => sum + data.amount,
})

const act = defineCommand({ type: 'Act', data: z.unknown(), result: z.unknown() })
const nested = defineCommand({ type: 'Nested', data: z.unknown(), result: z.unknown() })

type Handle = (context: MessageContext) => Promise<unknown>

/** A bus that opens a unit of work for every command. */
function transactionalBus(handle: Handle, handleNested: Handle = async () => undefined) {
  const eventStore = new InMemoryEventStore()
  const units = new InMemoryUnitOfWorkFactory({ eventStore })
  const counters = new EventSourcedRepository({ eventStore, decider: counter })
  const registry = new HandlerRegistry()
  registry.registerCommandHandler(act, (_data, context) => handle(context))
  registry.registerCommandHandler(nested, (_data, context) => handleNested(context))
  const bus = new CommandBus({ registry, unitOfWork: units })
  return { bus, units, counters, eventStore }
}

describe('a command in a unit of work', () => {
  it('writes nothing before its handler has returned, and everything then', async () => {
    const { bus, counters, eventStore } = transactionalBus(async (context) => {
      const first = await counters.transact('a', 1, context)
      await counters.transact('b', 2, context)
      return { first, seenByOthers: await eventStore.head() }
    })

    expect(await bus.execute(act(0))).toMatchObject({
      first: { streamVersion: 1, globalPosition: undefined, written: false },
      seenByOthers: 0n,
    })
    expect((await counters.load('a')).state).toBe(1)
    expect((await counters.load('b')).state).toBe(2)
  })

  it('sees what it has planned when it loads again', async () => {
    const { bus, counters } = transactionalBus(async (context) => {
      await counters.transact('a', 1, context)
      const again = await counters.transact('a', 10, context)
      return [
        again.state,
        again.streamVersion,
        await counters.exists('a', context),
        await counters.exists('a'),
      ]
    })

    expect(await bus.execute(act(0))).toEqual([11, 2, true, false])
    expect(await counters.load('a')).toEqual({ state: 11, streamVersion: 2 })
  })

  it('writes nothing when its handler throws', async () => {
    const { bus, counters, units } = transactionalBus(async (context) => {
      await counters.transact('a', 1, context)
      throw new TypeError('broken')
    })

    await expect(bus.execute(act(0))).rejects.toThrow('broken')
    expect(await counters.exists('a')).toBe(false)
    expect(units.begun.map(({ state }) => state)).toEqual(['rolled-back'])
  })

  it('writes nothing when its caller has given up while it ran', async () => {
    const caller = new AbortController()
    const { bus, counters } = transactionalBus(async (context) => {
      await counters.transact('a', 1, context)
      caller.abort('enough')
    })

    await expect(bus.execute(act(0), { signal: caller.signal })).rejects.toBe('enough')
    expect(await counters.exists('a')).toBe(false)
  })

  it('is the cause of what its unit of work appends, for its tenant', async () => {
    const stream = streamId('counter', 'a')
    const { bus, eventStore } = transactionalBus(async ({ unitOfWork }) => {
      unitOfWork?.append(stream, [{ type: 'Added', data: { amount: 1 } }], { expectedVersion: 'no-stream' })
    })
    await bus.execute(act(0), { metadata: { messageId: 'm', causationId: 'before', tenant: 'north' } })
    const [event] = await Array.fromAsync(eventStore.readStream(stream, { tenant: 'north' }))

    expect(event?.metadata).toEqual({ correlationId: 'm', causationId: 'm', tenant: 'north' })
  })

  it('does what it was given for after the commit, after the commit and once', async () => {
    const seen: unknown[] = []
    const { bus, counters } = transactionalBus(async (context) => {
      await counters.transact('a', 1, context)
      context.unitOfWork?.onCommit(async ({ globalPosition }) => {
        seen.push([globalPosition, (await counters.load('a')).state])
      })
    })
    await bus.execute(act(0))

    expect(seen).toEqual([[1n, 1]])
  })

  it('answers with the position of its last event where the handler left it open', async () => {
    class Receipt {
      readonly globalPosition = undefined
    }
    const untouched = [{ globalPosition: 'none' }, { nr: 1 }, new Receipt(), undefined]
    const { bus, counters } = transactionalBus(async (context) => {
      const { globalPosition, streamVersion } = await counters.transact('a', 1, context)
      const index = context.message.data as number
      return index < 0 ? { globalPosition, streamVersion } : untouched[index]
    })

    expect(await bus.execute(act(-1))).toEqual({ globalPosition: 1n, streamVersion: 1 })
    for (const [index, answer] of untouched.entries()) expect(await bus.execute(act(index))).toBe(answer)
  })

  it('runs again on fresh state, in a new unit of work, when somebody else wrote first', async () => {
    const { bus, counters, units, eventStore } = transactionalBus(async (context) => {
      const { state } = await counters.transact('a', 1, context)
      if (context.attempt === 1) {
        await eventStore.append(streamId('counter', 'a'), [{ type: 'Added', data: { amount: 100 } }], {
          expectedVersion: 'any',
        })
      }
      return state
    })

    expect(await bus.execute(act(0))).toBe(101)
    expect(units.begun.map(({ state }) => state)).toEqual(['rolled-back', 'committed'])
    expect(await counters.load('a')).toEqual({ state: 101, streamVersion: 2 })
  })

  it('tells what went wrong first, and logs a rollback that fails', async () => {
    const lines: unknown[] = []
    const logger = {
      debug: () => {},
      info: () => {},
      warn: () => {},
      error: (facts: unknown) => lines.push(facts),
    }
    const lost = new Error('connection lost')
    const registry = new HandlerRegistry()
    registry.registerCommandHandler(act, async (_data, { unitOfWork }) => {
      Object.assign(unitOfWork!, { rollback: () => Promise.reject(lost) })
      throw new TypeError('broken')
    })
    const unitOfWork = new InMemoryUnitOfWorkFactory({ eventStore: new InMemoryEventStore() })
    const bus = new CommandBus({ registry, unitOfWork, logger })

    await expect(bus.execute(act(0))).rejects.toThrow('broken')
    expect(lines).toEqual([{ err: lost, type: 'Act' }])
  })
})

describe('a handler that holds its database transaction', () => {
  /** Runs a handler on a clock of its own, and gives the warnings. */
  async function warnings(handle: (context: MessageContext, pass: (ms: number) => void) => Promise<unknown>) {
    const warned: unknown[] = []
    const logger = { ...silentLogger, warn: (facts: unknown) => void warned.push(facts) }
    const unitOfWork = new InMemoryUnitOfWorkFactory({ eventStore: new InMemoryEventStore() })
    const registry = new HandlerRegistry()
    let time = 0
    registry.registerCommandHandler(act, (_data, context) => handle(context, (ms) => void (time += ms)))
    const middleware = [transaction({ unitOfWork, warnAfterMs: 500, now: () => time })]
    const [ended] = await Promise.allSettled([
      new CommandBus({ registry, logger, middleware }).execute(act(0)),
    ])
    return { warned, ended: ended.status }
  }

  it('for long is warned about', async () => {
    const { warned, ended } = await warnings(async ({ unitOfWork }, pass) => {
      pass(1000)
      await unitOfWork?.transaction()
      pass(400)
      await unitOfWork?.transaction()
      pass(101)
    })
    expect(warned).toEqual([{ type: 'Act', heldMs: 501, warnAfterMs: 500 }])
    expect(ended).toBe('fulfilled')
  })

  it('for long is warned about also when it fails', async () => {
    const { warned, ended } = await warnings(async ({ unitOfWork }, pass) => {
      await unitOfWork?.transaction()
      pass(501)
      throw new TypeError('broken')
    })
    expect(warned).toHaveLength(1)
    expect(ended).toBe('rejected')
  })

  it('is warned about while it has not ended: it may never', async () => {
    const { promise: warned, resolve: warn } = Promise.withResolvers<unknown>()
    const logger = { ...silentLogger, warn: (...facts: unknown[]) => warn(facts) }
    const unitOfWork = new InMemoryUnitOfWorkFactory({ eventStore: new InMemoryEventStore() })
    const registry = new HandlerRegistry()
    registry.registerCommandHandler(act, async (_data, context) => {
      await context.unitOfWork?.transaction()
      return warned // as a read does that waits for the connection its own handler holds
    })
    const middleware = [transaction({ unitOfWork, warnAfterMs: 1 })]
    const bus = new CommandBus({ registry, logger, middleware })

    expect(await bus.execute(act(0))).toEqual([
      { type: 'Act', warnAfterMs: 1 },
      expect.stringContaining('has not ended'),
    ])
  })

  it('not at all, or not for long, is not', async () => {
    const without = await warnings(async (_context, pass) => pass(9000))
    const brief = await warnings(async ({ unitOfWork }, pass) => {
      await unitOfWork?.transaction()
      pass(500)
    })
    expect([...without.warned, ...brief.warned]).toEqual([])
  })
})

describe('a nested command', () => {
  it("joins its parent's unit of work and is committed with it", async () => {
    const { bus, counters, units } = transactionalBus(
      async (context) => {
        await bus.execute(nested(0), { parent: context })
        return counters.exists('b')
      },
      (context) => counters.transact('b', 2, context),
    )

    expect(await bus.execute(act(0))).toBe(false)
    expect(await counters.exists('b')).toBe(true)
    expect(units.begun).toHaveLength(1)
  })

  it('is undone with its parent', async () => {
    const { bus, counters } = transactionalBus(
      async (context) => {
        await bus.execute(nested(0), { parent: context })
        throw new TypeError('broken')
      },
      (context) => counters.transact('b', 2, context),
    )

    await expect(bus.execute(act(0))).rejects.toThrow('broken')
    expect(await counters.exists('b')).toBe(false)
  })

  it('has a unit of work of its own when it is not told its parent', async () => {
    const { bus, counters, units } = transactionalBus(
      async () => {
        await bus.execute(nested(0))
        throw new TypeError('broken')
      },
      (context) => counters.transact('b', 2, context),
    )

    await expect(bus.execute(act(0))).rejects.toThrow('broken')
    expect(await counters.exists('b')).toBe(true)
    expect(units.begun.map(({ state }) => state)).toEqual(['rolled-back', 'committed'])
  })
})

describe('fifty writers on one aggregate', () => {
  it('all succeed or are told of the conflict, and no update is lost', async () => {
    const { bus, counters } = transactionalBus((context) => counters.transact('a', 1, context))
    const ended = await Promise.allSettled(Array.from({ length: 50 }, () => bus.execute(act(0))))
    const refused = ended.filter((each) => each.status === 'rejected')

    expect(refused.map(({ reason }) => (reason as { code?: string }).code)).toEqual(
      refused.map(() => 'ERR_CONCURRENCY'),
    )
    expect((await counters.load('a')).state).toBe(50 - refused.length)
  })
})
