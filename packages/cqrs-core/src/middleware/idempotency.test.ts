import { InMemoryEventStore, InMemoryIdempotencyStore, InMemoryUnitOfWorkFactory } from '@uno-ts/testing'
import {
  ConcurrencyError,
  NotFoundError,
  RuleViolation,
  streamId,
  type IdempotencyStore,
  type MessageContext,
} from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { CommandBus } from '../command-bus/command-bus.ts'
import { defineCommand } from '../define/define-command.ts'
import { HandlerRegistry } from '../registry/handler-registry.ts'
import { idempotency } from './idempotency.ts'
import { retryOnConflict } from './retry-on-conflict.ts'
import { standardMiddleware } from './standard-middleware.ts'
import { transaction } from './transaction.ts'

const pay = defineCommand({ type: 'Pay', data: z.unknown(), result: z.unknown() })
const outer = defineCommand({ type: 'Outer', data: z.unknown(), result: z.unknown() })

/** A bus that remembers outcomes; its handler does what the test says at each run. */
function rememberingBus(handle: (run: number, context: MessageContext) => Promise<unknown>) {
  let runs = 0
  const registry = new HandlerRegistry()
  registry.registerCommandHandler(pay, (_data, context) => handle(++runs, context))
  const middleware = standardMiddleware({
    retryOnConflict: retryOnConflict({ baseDelayMs: 0 }),
    transaction: transaction({
      unitOfWork: new InMemoryUnitOfWorkFactory({ eventStore: new InMemoryEventStore() }),
    }),
    idempotency: idempotency({ store: new InMemoryIdempotencyStore() }),
  })
  return { registry, bus: new CommandBus({ registry, middleware }), runs: () => runs }
}

const key = { idempotencyKey: 'k' }

describe('a command with an idempotency key', () => {
  it('runs once, and gives its first result to those who repeat it', async () => {
    const { bus, runs } = rememberingBus(async (run) => ({ receipt: run }))

    expect(await bus.execute(pay({ amount: 1, to: 'ada' }), key)).toEqual({ receipt: 1 })
    expect(await bus.execute(pay({ to: 'ada', amount: 1 }), key)).toEqual({ receipt: 1 })
    expect(runs()).toBe(1)
  })

  it('may answer nothing', async () => {
    const { bus, runs } = rememberingBus(async () => undefined)

    expect(await bus.execute(pay(1), key)).toBeUndefined()
    expect(await bus.execute(pay(1), key)).toBeUndefined()
    expect(runs()).toBe(1)
  })

  it('is not the same for another key or another tenant', async () => {
    const { bus } = rememberingBus(async (run) => run)

    expect(await bus.execute(pay(1), key)).toBe(1)
    expect(await bus.execute(pay(1), { idempotencyKey: 'other' })).toBe(2)
    expect(await bus.execute(pay(1), { ...key, metadata: { tenant: 'north' } })).toBe(3)
  })

  it('belongs to whoever acts: nobody is told the answer to another', async () => {
    const { bus } = rememberingBus(async (run) => run)
    const as = (actor: string) => ({ ...key, metadata: { actor } })

    expect(await bus.execute(pay(1), key)).toBe(1)
    expect(await bus.execute(pay(1), as('ada'))).toBe(2)
    expect(await bus.execute(pay(1), as('bob'))).toBe(3)
    expect(await bus.execute(pay(1), as('ada'))).toBe(2)
  })

  it('is answered again with the position that its first call got, field by field', async () => {
    const { bus } = rememberingBus(async (run, { unitOfWork }) => {
      unitOfWork?.append(streamId('payment', '1'), [{ type: 'Paid', data: {} }], { expectedVersion: 'any' })
      return { payment: run, globalPosition: undefined, state: 'paid' }
    })
    const first = (await bus.execute(pay(1), key)) as object
    const again = (await bus.execute(pay(1), key)) as object

    expect(first).toEqual({ payment: 1, globalPosition: 1n, state: 'paid' })
    expect(again).toEqual(first)
    expect(Object.keys(again)).toEqual(Object.keys(first))
  })

  it('may have nothing to tell a position of', async () => {
    const { bus, runs } = rememberingBus(async () => ({ globalPosition: undefined }))

    expect(await bus.execute(pay(1), key)).toEqual({ globalPosition: undefined })
    expect(await bus.execute(pay(1), key)).toEqual({ globalPosition: undefined })
    expect(runs()).toBe(1)
  })

  it('cannot come with another payload', async () => {
    const { bus, runs } = rememberingBus(async (run) => run)
    await bus.execute(pay(1), key)

    await expect(bus.execute(pay(2), key)).rejects.toMatchObject({
      code: 'ERR_IDEMPOTENCY',
      problem: 'payload',
    })
    expect(runs()).toBe(1)
  })

  it('is told that its first call is still running', async () => {
    const { promise: paid, resolve: finish } = Promise.withResolvers<string>()
    const { bus, runs } = rememberingBus(() => paid)
    const first = bus.execute(pay(1), key)

    await expect(bus.execute(pay(1), key)).rejects.toMatchObject({ problem: 'running', retryable: true })
    finish('paid')
    expect(await first).toBe('paid')
    expect(await bus.execute(pay(1), key)).toBe('paid')
    expect(runs()).toBe(1)
  })

  it('is refused again as it was refused first', async () => {
    const { bus, runs } = rememberingBus(async () => {
      throw new RuleViolation('TOO_POOR', 'there is not enough', { details: { missing: 3 } })
    })
    const refusal = { code: 'ERR_RULE_VIOLATION', rule: 'TOO_POOR', details: { missing: 3 } }

    await expect(bus.execute(pay(1), key)).rejects.toMatchObject(refusal)
    await expect(bus.execute(pay(1), key)).rejects.toMatchObject(refusal)
    expect(runs()).toBe(1)
  })

  it('is refused for good only when its unit of work has ended: there may be one connection', async () => {
    const units = new InMemoryUnitOfWorkFactory({ eventStore: new InMemoryEventStore() })
    const store = new InMemoryIdempotencyStore()
    const states: unknown[] = []
    const watched: IdempotencyStore = {
      claim: (...given) => store.claim(...given),
      record: async () => void states.push(units.begun[0]?.state),
      forget: (...given) => store.forget(...given),
    }
    const registry = new HandlerRegistry()
    registry.registerCommandHandler(pay, () => Promise.reject(new NotFoundError('account')))
    const middleware = [transaction({ unitOfWork: units }), idempotency({ store: watched })]
    const bus = new CommandBus({ registry, middleware })

    await expect(bus.execute(pay(1), key)).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' })
    expect(states).toEqual(['rolled-back'])
  })

  it('runs again after a failure, whatever it was', async () => {
    const failures = [new TypeError('broken'), new ConcurrencyError()]
    const { bus, runs } = rememberingBus(async (run) => {
      const failure = failures.shift()
      if (failure !== undefined) throw failure
      return run
    })

    await expect(bus.execute(pay(1), key)).rejects.toThrow('broken')
    expect(await bus.execute(pay(1), key)).toBe(3)
    expect(runs()).toBe(3)
  })

  it('is forgotten when its unit of work is not committed', async () => {
    const caller = new AbortController()
    const { bus, runs } = rememberingBus(async (run) => {
      if (run === 1) caller.abort('enough')
      return run
    })

    await expect(bus.execute(pay(1), { ...key, signal: caller.signal })).rejects.toBe('enough')
    expect(await bus.execute(pay(1), key)).toBe(2)
    expect(runs()).toBe(2)
  })

  it.each([
    ['a date', { on: new Date(0) }, '.on'],
    ['a bigint', [1n], '.0'],
    ['a map', new Map(), 'it'],
    ['a number that JSON has no word for', { sum: Number.NaN }, '.sum'],
  ])('must have a result that is JSON: not %s', async (_what, result, path) => {
    const { bus } = rememberingBus(async () => result)

    await expect(bus.execute(pay(1), key)).rejects.toMatchObject({
      code: 'ERR_INVALID_ARGUMENT',
      message: expect.stringContaining(`; ${path} is not`),
    })
  })

  it('needs a unit of work around it', async () => {
    const registry = new HandlerRegistry()
    registry.registerCommandHandler(pay, async () => 'paid')
    const bus = new CommandBus({
      registry,
      middleware: [idempotency({ store: new InMemoryIdempotencyStore() })],
    })

    await expect(bus.execute(pay(1), key)).rejects.toMatchObject({ code: 'ERR_CONFIGURATION' })
    expect(await bus.execute(pay(1))).toBe('paid')
  })

  it("leaves its refusal to its parent when it is nested, and its parent's work alone", async () => {
    const { bus, registry, runs } = rememberingBus(async () => {
      throw new NotFoundError('account')
    })
    registry.registerCommandHandler(outer, async (_data, context) => {
      const nested = bus.execute(pay(1), { ...key, parent: context })
      await expect(nested).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' })
      return context.unitOfWork?.state
    })

    expect(await bus.execute(outer(0))).toBe('active')
    await expect(bus.execute(pay(1), key)).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' })
    expect(runs()).toBe(2)
  })
})

it('a command that is repeated within its parent runs once, without a position: nothing is committed', async () => {
  const { bus, registry, runs } = rememberingBus(async (run) => ({ run, globalPosition: undefined }))
  registry.registerCommandHandler(outer, async (_data, parent) => [
    await bus.execute(pay(1), { ...key, parent }),
    await bus.execute(pay(1), { ...key, parent }),
  ])

  expect(await bus.execute(outer(0))).toEqual([{ run: 1, globalPosition: undefined }, { run: 1 }])
  expect(runs()).toBe(1)
})

it('a command without a key runs every time', async () => {
  const { bus, runs } = rememberingBus(async (run) => run)
  await bus.execute(pay(1))
  await bus.execute(pay(1))

  expect(runs()).toBe(2)
})
