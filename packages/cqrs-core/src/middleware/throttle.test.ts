import { ManualClock } from '@uno-ts/testing'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { CommandBus } from '../command-bus/command-bus.ts'
import { defineCommand } from '../define/define-command.ts'
import { HandlerRegistry } from '../registry/handler-registry.ts'
import { ThrottledCommandBus } from '../throttle/throttled-command-bus.ts'
import { standardMiddleware } from './standard-middleware.ts'
import { throttle } from './throttle.ts'
import { validate } from './validate.ts'

const work = defineCommand({ type: 'Work', data: z.object({ count: z.number() }), result: z.void() })
const twice = defineCommand({ type: 'Twice', data: z.object({}), result: z.void() })

/** One command a second of each type and tenant; nothing waits. */
const limits = () => ({
  everyType: { perSecond: 1, burst: 2 },
  everyTenant: { perSecond: 1, burst: 1 },
  maxQueued: 0,
  clock: new ManualClock(),
})

function registryOf(): HandlerRegistry {
  const registry = new HandlerRegistry()
  registry.registerCommandHandler(work, async () => undefined)
  registry.registerCommandHandler(twice, async (_data, parent) => {
    await parent.commandBus?.execute(work({ count: 1 }), { parent })
    await parent.commandBus?.execute(work({ count: 2 }), { parent })
  })
  return registry
}

describe('the throttle middleware', () => {
  const busOf = () =>
    new CommandBus({
      registry: registryOf(),
      middleware: standardMiddleware({ throttle: throttle(limits()), validate: validate() }),
    })

  it('refuses what comes too fast for its tenant, whoever else may go on', async () => {
    const bus = busOf()
    const [north, south] = ['north', 'south'].map((tenant) => ({ metadata: { tenant } }))
    await bus.execute(work({ count: 1 }), north)
    await expect(bus.execute(work({ count: 2 }), north)).rejects.toMatchObject({
      code: 'ERR_BACK_PRESSURE',
      retryAfterMs: 1_000,
    })
    await bus.execute(work({ count: 1 }), south)
  })

  it('costs nobody a token for what is not valid', async () => {
    const bus = busOf()
    await expect(bus.execute(work({ count: 'x' as never }))).rejects.toMatchObject({ code: 'ERR_VALIDATION' })
    await bus.execute(work({ count: 1 }))
  })

  it('lets nested commands pass', async () => {
    await expect(busOf().execute(twice({}))).resolves.toBeUndefined()
  })
})

describe('a throttled command bus', () => {
  it('keeps the principal of a tenant to its rate', async () => {
    const bus = new ThrottledCommandBus({
      commandBus: new CommandBus({ registry: registryOf() }),
      ...limits(),
    })
    const principal = { id: 'ada', scopes: [], tenant: 'north' }
    await bus.execute(twice({}), { principal })
    await expect(bus.execute(work({ count: 1 }), { principal })).rejects.toMatchObject({
      code: 'ERR_BACK_PRESSURE',
    })
    expect(bus.queued).toBe(0)
    await bus.drain({ timeoutMs: 0 })
  })
})
