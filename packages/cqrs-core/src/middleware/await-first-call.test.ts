import { InMemoryEventStore, InMemoryIdempotencyStore, InMemoryUnitOfWorkFactory } from '@uno-ts/testing'
import { RuleViolation } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { CommandBus } from '../command-bus/command-bus.ts'
import { defineCommand } from '../define/define-command.ts'
import { HandlerRegistry } from '../registry/handler-registry.ts'
import { awaitFirstCall, type AwaitFirstCallOptions } from './await-first-call.ts'
import { idempotency } from './idempotency.ts'
import { retryOnConflict } from './retry-on-conflict.ts'
import { standardMiddleware } from './standard-middleware.ts'
import { transaction } from './transaction.ts'

const pay = defineCommand({ type: 'Pay', data: z.unknown(), result: z.unknown() })
const key = { idempotencyKey: 'k' }

/** A bus whose handler ends each run as the test says. */
function waitingBus(options?: AwaitFirstCallOptions) {
  const runs: PromiseWithResolvers<unknown>[] = []
  const registry = new HandlerRegistry()
  registry.registerCommandHandler(pay, () => {
    const run = Promise.withResolvers<unknown>()
    runs.push(run)
    return run.promise
  })
  const middleware = standardMiddleware({
    retryOnConflict: [awaitFirstCall({ baseDelayMs: 1, ...options }), retryOnConflict()],
    transaction: transaction({
      unitOfWork: new InMemoryUnitOfWorkFactory({ eventStore: new InMemoryEventStore() }),
    }),
    idempotency: idempotency({ store: new InMemoryIdempotencyStore() }),
  })
  return { bus: new CommandBus({ registry, middleware }), runs }
}

describe('a repeat that waits for its first call', () => {
  it('gets the result of the first call, and does not run', async () => {
    const { bus, runs } = waitingBus()
    const calls = [bus.execute(pay(1), key), bus.execute(pay(1), key), bus.execute(pay(1), key)]
    await expect.poll(() => runs.length).toBe(1)
    runs[0]?.resolve('paid')

    expect(await Promise.all(calls)).toEqual(['paid', 'paid', 'paid'])
    expect(runs).toHaveLength(1)
  })

  it('gets the refusal of the first call', async () => {
    const { bus, runs } = waitingBus()
    const calls = [bus.execute(pay(1), key), bus.execute(pay(1), key)]
    const ended = Promise.allSettled(calls)
    await expect.poll(() => runs.length).toBe(1)
    runs[0]?.reject(new RuleViolation('TOO_POOR', 'there is not enough'))

    for (const each of await ended) expect(each).toMatchObject({ reason: { rule: 'TOO_POOR' } })
    expect(runs).toHaveLength(1)
  })

  it('runs itself when the first call fails', async () => {
    const { bus, runs } = waitingBus()
    const first = bus.execute(pay(1), key).catch((error: unknown) => error)
    const second = bus.execute(pay(1), key)
    await expect.poll(() => runs.length).toBe(1)
    runs[0]?.reject(new Error('the line is down'))
    expect(await first).toMatchObject({ message: 'the line is down' })
    await expect.poll(() => runs.length).toBe(2)
    runs[1]?.resolve('paid')

    expect(await second).toBe('paid')
  })

  it('is refused when it has waited for too long', async () => {
    let at = 0
    const { bus, runs } = waitingBus({ maxWaitMs: 100, now: () => (at += 30) })
    const first = bus.execute(pay(1), key)
    await expect.poll(() => runs.length).toBe(1)

    await expect(bus.execute(pay(1), key)).rejects.toMatchObject({ problem: 'running' })
    runs[0]?.resolve('paid')
    expect(await first).toBe('paid')
  })

  it('ends with its signal', async () => {
    const { bus, runs } = waitingBus({ baseDelayMs: 60_000, maxWaitMs: 60_000 })
    const first = bus.execute(pay(1), key)
    await expect.poll(() => runs.length).toBe(1)
    const ended = new AbortController()
    const second = bus.execute(pay(1), { ...key, signal: ended.signal })
    const reason = new Error('gone')
    ended.abort(reason)

    await expect(second).rejects.toBe(reason)
    runs[0]?.resolve('paid')
    await first
  })

  it('is not kept waiting for what another payload has used', async () => {
    const { bus, runs } = waitingBus({ maxWaitMs: 60_000 })
    const first = bus.execute(pay(1), key)
    await expect.poll(() => runs.length).toBe(1)
    runs[0]?.resolve('paid')
    await first

    await expect(bus.execute(pay(2), key)).rejects.toMatchObject({ problem: 'payload' })
  })
})
