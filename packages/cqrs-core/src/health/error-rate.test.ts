import { ManualClock } from '@uno-ts/testing'
import { BackPressureError, RuleViolation } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { CommandBus } from '../command-bus/command-bus.ts'
import { defineCommand } from '../define/define-command.ts'
import { HandlerRegistry } from '../registry/handler-registry.ts'
import { CommandBusHealthCheck } from './command-bus-health-check.ts'
import { ErrorRate } from './error-rate.ts'
import { QueryBusHealthCheck } from './query-bus-health-check.ts'

const act = defineCommand({ type: 'Act', data: z.unknown(), result: z.unknown() })

describe('an error rate', () => {
  it('forgets what is older than its window', () => {
    const clock = new ManualClock()
    const errorRate = new ErrorRate({ windowMs: 12_000, clock })
    for (let nr = 0; nr < 4; nr++) errorRate.record({ failed: nr === 0 })
    expect(errorRate.counts).toEqual({ messages: 4, failed: 1, rate: 0.25 })
    clock.advance(6_000)
    errorRate.record({ failed: true })
    expect(errorRate.counts).toEqual({ messages: 5, failed: 2, rate: 0.4 })
    clock.advance(6_000)
    expect(errorRate.counts).toEqual({ messages: 1, failed: 1, rate: 1 })
    clock.advance(6_000)
    expect(errorRate.counts).toEqual({ messages: 0, failed: 0, rate: 0 })
  })

  it('counts the messages of a bus, and takes answers for no failures', async () => {
    const errorRate = new ErrorRate()
    const registry = new HandlerRegistry()
    const ends: unknown[] = [
      undefined,
      new RuleViolation('NO', 'no'),
      new BackPressureError('later', { retryAfterMs: 1 }),
      new Error('broken'),
    ]
    registry.registerCommandHandler(act, async () => {
      const end = ends.shift()
      if (end !== undefined) throw end
    })
    const bus = new CommandBus({ registry, middleware: [errorRate.middleware()] })
    await Promise.allSettled([0, 1, 2, 3].map(() => bus.execute(act(0))))
    expect(errorRate.counts).toEqual({ messages: 4, failed: 1, rate: 0.25 })
  })

  it('has a window', () => {
    expect(() => new ErrorRate({ windowMs: 0 })).toThrow('expected a window above 0 ms, found 0')
  })
})

describe('the health of a bus', () => {
  const counted = (failed: number, messages: number) => {
    const errorRate = new ErrorRate()
    for (let nr = 0; nr < messages; nr++) errorRate.record({ failed: nr < failed })
    return errorRate
  }

  it.each([
    [0, 0, 'healthy'],
    [19, 19, 'healthy'],
    [1, 20, 'healthy'],
    [2, 20, 'degraded'],
    [10, 20, 'degraded'],
    [11, 20, 'unhealthy'],
  ] as const)('with %i failed of %i messages is %s', async (failed, messages, status) => {
    const errorRate = counted(failed, messages)
    const report = await new CommandBusHealthCheck({ errorRate }).check()

    expect(report).toMatchObject({ status, facts: { messages, failed } })
  })

  it('is what its probe finds, and the message of an error is not shown', async () => {
    const errorRate = counted(0, 0)
    const probe = () => Promise.reject(new TypeError('password of ada'))
    const check = new QueryBusHealthCheck({ errorRate, probe })

    expect(check.name).toBe('query bus')
    expect(await check.check()).toMatchObject({
      status: 'unhealthy',
      message: 'the probe failed: TypeError',
    })
  })
})
