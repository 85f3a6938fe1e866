import { getEventListeners } from 'node:events'
import { ManualClock, sequentialIds } from '@uno-ts/testing'
import {
  isUnoError,
  RegistrationError,
  type MessageContext,
  type Middleware,
  type Principal,
  type UnitOfWork,
} from '@uno-ts/types'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { z } from 'zod'
import { defineCommand } from '../define/define-command.ts'
import { defineQuery } from '../define/define-query.ts'
import { QueryBus } from '../query-bus/query-bus.ts'
import { HandlerRegistry } from '../registry/handler-registry.ts'
import { CommandBus, type CommandBusOptions } from './command-bus.ts'

const placeOrder = defineCommand({
  type: 'PlaceOrder',
  data: z.object({ orderId: z.string().min(1), quantity: z.coerce.number().default(1) }),
  result: z.unknown(),
})

/** A bus whose one handler does what the test says, and the contexts it was called with. */
function busWith(
  handle: (context: MessageContext, data: unknown) => Promise<unknown> = async () => undefined,
  options: Partial<CommandBusOptions> = {},
) {
  const registry = new HandlerRegistry()
  const contexts: MessageContext[] = []
  registry.registerCommandHandler(placeOrder, (data, context) => {
    contexts.push(context)
    return handle(context, data)
  })
  const bus = new CommandBus({ newId: sequentialIds(), ...options, registry })
  return { bus, contexts, registry }
}

const ada: Principal = { id: 'ada', scopes: [], tenant: 'north' }
const command = placeOrder({ orderId: '7' })
const id = (number: number) => `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`

describe('a command bus', () => {
  it('gives the handler the output of the schema and its caller the result', async () => {
    const { bus } = busWith(async (_context, data) => ({ got: data }))

    expect(await bus.execute(command)).toEqual({ got: { orderId: '7', quantity: 1 } })
  })

  it('rejects what does not fit the schema before the handler runs', async () => {
    const { bus, contexts } = busWith()

    await expect(bus.execute(placeOrder({ orderId: '' }))).rejects.toMatchObject({
      code: 'ERR_VALIDATION',
      subject: 'PlaceOrder',
    })
    expect(contexts).toEqual([])
  })

  it('rejects, and never throws, whatever in its chain is no async function', async () => {
    const seen: unknown[] = []
    const watching: Middleware = (_context, next) =>
      next().catch((error: unknown) => {
        seen.push(error)
        throw error
      })
    const thrown = new Error('thrown at once')
    const throwing: Middleware = () => {
      throw thrown
    }
    const { bus } = busWith(undefined, { middleware: [watching, throwing] })

    await expect(bus.execute(command)).rejects.toBe(thrown)
    const { bus: other } = busWith(
      () => {
        throw thrown
      },
      { middleware: [watching] },
    )
    await expect(other.execute(command)).rejects.toBe(thrown)
    expect(seen).toEqual([thrown, thrown])
  })

  it('rejects a type that has no handler, and names it', async () => {
    const bus = new CommandBus({ registry: new HandlerRegistry() })

    await expect(bus.execute(command)).rejects.toThrow(RegistrationError)
    await expect(bus.execute(command)).rejects.toThrow('"PlaceOrder"')
  })

  it('finds handlers that are registered after the first message', async () => {
    const registry = new HandlerRegistry()
    const bus = new CommandBus({ registry })
    await expect(bus.execute(command)).rejects.toThrow(RegistrationError)
    registry.registerCommandHandler(placeOrder, async () => 'placed')

    expect(await bus.execute(command)).toBe('placed')
  })

  it('rejects, and does not throw, when a handler throws without a promise', async () => {
    const { bus } = busWith(() => {
      throw new Error('at once')
    })

    await expect(bus.execute(command)).rejects.toThrow('at once')
  })

  it('runs middleware from the outside in, each with the context the one before it passed on', async () => {
    const seen: unknown[] = []
    const raise: Middleware = async (context, next) => {
      seen.push(context.attempt)
      const result = await next({ ...context, attempt: context.attempt + 1 })
      return [...(result as unknown[]), 'out']
    }
    const { bus } = busWith(async ({ attempt }) => [attempt], { middleware: [raise, raise] })

    expect(await bus.execute(command)).toEqual([3, 'out', 'out'])
    expect(seen).toEqual([1, 2])
  })

  it('refuses a unit of work beside middleware that would not use it', () => {
    const unitOfWork = {
      begin: (): UnitOfWork => {
        throw new Error('not begun here')
      },
    }

    expect(() => new CommandBus({ registry: new HandlerRegistry(), middleware: [], unitOfWork })).toThrow(
      expect.objectContaining({ code: 'ERR_CONFIGURATION', path: 'unitOfWork' }),
    )
  })
})

describe('the context of a command', () => {
  it('has a message id, which is the correlation id of what comes from outside', async () => {
    const { bus, contexts } = busWith()
    await bus.execute(command)

    expect(contexts[0]?.metadata).toEqual({ messageId: id(1), correlationId: id(1) })
    expect(contexts[0]).toMatchObject({ attempt: 1, validated: true, commandBus: bus })
  })

  it('has an ascending UUIDv7 when nobody says otherwise', async () => {
    const { bus, contexts } = busWith(undefined, { newId: undefined })
    await bus.execute(command)
    await bus.execute(command)

    const ids = contexts.map(({ metadata }) => metadata.messageId)
    expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/)
    expect(ids).toEqual(ids.toSorted())
    expect(new Set(ids).size).toBe(2)
  })

  it('keeps what its caller knows of the message', async () => {
    const metadata = { messageId: 'm', correlationId: 'c', causationId: 'before', custom: { channel: 'web' } }
    const { bus, contexts } = busWith()
    await bus.execute(command, { metadata })

    expect(contexts[0]?.metadata).toEqual(metadata)
  })

  it('takes actor and tenant from the credentials, whatever the metadata claims', async () => {
    const { bus, contexts } = busWith()
    await bus.execute(command, { principal: ada, metadata: { actor: 'eve', tenant: 'south' } })

    expect(contexts[0]?.metadata).toMatchObject({ actor: 'ada', tenant: 'north' })
    expect(contexts[0]?.principal).toBe(ada)
  })

  it('takes actor and tenant from the metadata when there are no credentials', async () => {
    const { bus, contexts } = busWith()
    await bus.execute(command, { metadata: { actor: 'importer', tenant: 'south' } })

    expect(contexts[0]?.metadata).toMatchObject({ actor: 'importer', tenant: 'south' })
  })
})

describe('a nested command', () => {
  const reserve = defineCommand({ type: 'Reserve', data: z.object({}), result: z.unknown() })

  it('belongs to the correlation, the principal and the cause of its parent', async () => {
    const { bus, contexts, registry } = busWith((context) =>
      bus.execute(reserve({}), { parent: context, metadata: { actor: 'eve', custom: { step: 2 } } }),
    )
    registry.registerCommandHandler(reserve, async (_data, context) => contexts.push(context))
    await bus.execute(command, { principal: ada, metadata: { correlationId: 'c', traceparent: 't' } })

    expect(contexts[1]?.metadata).toEqual({
      messageId: id(2),
      correlationId: 'c',
      causationId: id(1),
      actor: 'ada',
      tenant: 'north',
      traceparent: 't',
      custom: { step: 2 },
    })
    expect(contexts[1]?.principal).toBe(ada)
    expect(contexts[1]?.parent).toMatchObject({ message: { type: 'PlaceOrder' } })
  })

  it('inherits the signal and the earlier of two deadlines', async () => {
    const caller = new AbortController()
    const clock = new ManualClock(1_000)
    const { bus, contexts, registry } = busWith(
      (context) => bus.execute(reserve({}), { parent: context, deadline: 90_000 }),
      { clock },
    )
    registry.registerCommandHandler(reserve, async (_data, context) => {
      contexts.push(context)
      caller.abort('enough')
    })
    await bus.execute(command, { signal: caller.signal, deadline: 60_000 })

    expect(contexts[1]?.deadline).toBe(60_000)
    expect(contexts[1]?.signal.reason).toBe('enough')
  })

  it('reaches the query bus of the command bus, in the same unit of work', async () => {
    const getOrder = defineQuery({ type: 'GetOrder', data: z.object({}), result: z.unknown() })
    const unitOfWork = { state: 'active' } as UnitOfWork // only handed on
    const open: Middleware = (context, next) => next({ ...context, unitOfWork })
    const queries = new HandlerRegistry()
    queries.registerQueryHandler(getOrder, async (_data, context) => context.unitOfWork === unitOfWork)
    const { bus } = busWith((context) => context.queryBus!.execute(getOrder({}), { parent: context }), {
      queryBus: new QueryBus({ registry: queries }),
      middleware: [open],
    })

    expect(await bus.execute(command)).toBe(true)
  })
})

describe('the signal of a command', () => {
  it('is never aborted when nobody can abort it, and is shared', async () => {
    const { bus, contexts } = busWith()
    await bus.execute(command)
    await bus.execute(command)

    expect(contexts[0]?.signal.aborted).toBe(false)
    expect(contexts[0]?.signal).toBe(contexts[1]?.signal)
  })

  it("is the caller's own when there is nothing to add to it", async () => {
    const { signal } = new AbortController()
    const { bus, contexts } = busWith()
    await bus.execute(command, { signal })

    expect(contexts[0]?.signal).toBe(signal)
  })

  it('throws the reason of a caller who has given up, untouched, and runs nothing', async () => {
    const reason = { why: 'the page was closed' }
    const { bus, contexts } = busWith()

    await expect(bus.execute(command, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    expect(contexts).toEqual([])
  })

  it('is aborted by the shutdown of the process as well as by the caller', async () => {
    const shutdown = new AbortController()
    const { bus } = busWith(
      async ({ signal }) => {
        shutdown.abort('shutting down')
        signal.throwIfAborted()
      },
      { signal: shutdown.signal },
    )

    await expect(bus.execute(command, { signal: new AbortController().signal })).rejects.toBe('shutting down')
    await expect(bus.execute(command)).rejects.toBe('shutting down')
  })

  it('takes its listener off a signal that lives on', async () => {
    const { signal } = new AbortController()
    const listeners = () => getEventListeners(signal, 'abort').length
    const { bus } = busWith(async () => listeners(), { clock: new ManualClock(0) })

    expect(await bus.execute(command, { signal, deadline: 60_000 })).toBe(1)
    expect(listeners()).toBe(0)
  })
})

describe('the deadline of a command', () => {
  it('runs nothing once it has passed', async () => {
    const { bus, contexts } = busWith(undefined, { clock: new ManualClock(1_000) })

    await expect(bus.execute(command, { deadline: 1_000 })).rejects.toMatchObject({ code: 'ERR_TIMEOUT' })
    expect(contexts).toEqual([])
  })

  it('aborts the signal of a handler that is still running', async () => {
    const { bus } = busWith(({ signal }) => aborted(signal), { clock: new ManualClock(1_000) })

    await expect(bus.execute(command, { deadline: 1_005 })).rejects.toSatisfy((error) =>
      isUnoError(error, 'ERR_TIMEOUT'),
    )
  })

  it('may lie further away than a timer can count', async () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const weeksLater = async ({ signal }: MessageContext) => {
      vi.advanceTimersByTime(2 ** 31)
      return signal.aborted
    }
    const { bus } = busWith(weeksLater, { clock: new ManualClock(0) })

    expect(await bus.execute(command, { deadline: Number.MAX_SAFE_INTEGER })).toBe(false)
  })
})

describe('the time a command may take', () => {
  it('is its deadline when it brings none', async () => {
    const { bus, contexts } = busWith(undefined, { clock: new ManualClock(1_000), messageTimeoutMs: 500 })
    await bus.execute(command)
    await bus.execute(command, { deadline: 9_000 })

    expect(contexts.map(({ deadline }) => deadline)).toEqual([1_500, 9_000])
  })

  it('is that of its parent when it is nested, and not a new one', async () => {
    const clock = new ManualClock(1_000)
    const { bus, contexts, registry } = busWith(undefined, { clock, messageTimeoutMs: 500 })
    const outer = defineCommand({ type: 'Outer', data: z.object({}), result: z.unknown() })
    registry.registerCommandHandler(outer, async (_data, parent) => {
      clock.advance(400)
      return bus.execute(command, { parent })
    })
    await bus.execute(outer({}))

    expect(contexts.map(({ deadline }) => deadline)).toEqual([1_500])
  })

  it('ends a handler that heeds its signal', async () => {
    const { bus } = busWith(({ signal }) => aborted(signal), { messageTimeoutMs: 5 })

    await expect(bus.execute(command)).rejects.toMatchObject({ code: 'ERR_TIMEOUT' })
  })

  it('is more than none', () => {
    expect(() => busWith(undefined, { messageTimeoutMs: 0 })).toThrow('more than 0, found 0')
  })
})

/** Rejects with the reason of a signal as soon as it is aborted. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}
