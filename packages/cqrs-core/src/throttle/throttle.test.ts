import { getEventListeners } from 'node:events'
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { outcomeOf } from '../outcome/outcome-of.ts'
import { RateLimits } from './rate-limits.ts'
import { Throttle } from './throttle.ts'
import type { ThrottleOptions } from './throttle-options.ts'

// The machine's clock and its timers are the test's, and move together.
beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A throttle, and when each message went on, in milliseconds from the beginning. */
function setUp(options: ThrottleOptions) {
  const throttle = new Throttle(options)
  const begin = Date.now()
  const went: { name: string; at: number }[] = []
  const send = (type: string, tenant = 'north', more: { signal?: AbortSignal; deadline?: number } = {}) => {
    const name = `${type} ${tenant}`
    const run = async () => void went.push({ name, at: Date.now() - begin })
    const sent = throttle.run({ type, tenant }, run, more)
    sent.catch(() => undefined) // some tests look at refusals later
    return sent
  }
  return { send, throttle, went, times: () => went.map(({ at }) => at) }
}

describe('a throttle', () => {
  it('lets a burst go on at once and the others at their rate, in the order they came in', async () => {
    const { send, times } = setUp({ everyType: { perSecond: 10, burst: 2 } })
    for (let count = 0; count < 5; count++) void send('A')
    await vi.advanceTimersByTimeAsync(1_000)
    expect(times()).toEqual([0, 0, 100, 200, 300])
  })

  it('has a bucket for each type, and lets types pass that are freed of theirs', async () => {
    const { send, went } = setUp({
      everyType: { perSecond: 1 },
      types: { B: { perSecond: 2, burst: 1 }, C: undefined },
    })
    for (const type of ['A', 'A', 'B', 'B', 'C', 'C']) void send(type)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(went.map(({ name, at }) => `${name} at ${at}`)).toEqual([
      'A north at 0',
      'B north at 0',
      'C north at 0',
      'C north at 0',
      'B north at 500',
      'A north at 1000',
    ])
  })

  it('keeps no tenant waiting for the limit of another one', async () => {
    const { send, went } = setUp({ everyTenant: { perSecond: 1, burst: 1 }, everyType: { perSecond: 100 } })
    for (let count = 0; count < 4; count++) void send('A', 'greedy')
    void send('A', 'modest')
    await vi.advanceTimersByTimeAsync(10)
    expect(went.map(({ name }) => name)).toEqual(['A greedy', 'A modest'])
  })

  it('keeps types and tenants to their rates, whatever comes', async () => {
    const arrival = fc.record({
      type: fc.constantFrom('A', 'B'),
      tenant: fc.constantFrom('north', 'south', 'west'),
      passesMs: fc.integer({ min: 0, max: 60 }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(arrival, { maxLength: 80 }), async (arrivals) => {
        const limits = { type: { perSecond: 20, burst: 3 }, tenant: { perSecond: 15, burst: 2 } }
        const options = { everyType: limits.type, everyTenant: limits.tenant, maxWaitMs: 60_000 }
        const { send, went } = setUp(options)
        for (const { type, tenant, passesMs } of arrivals) {
          await vi.advanceTimersByTimeAsync(passesMs)
          void send(type, tenant)
        }
        await vi.advanceTimersByTimeAsync(60_000)
        expect(went).toHaveLength(arrivals.length) // nobody starves
        for (const [part, names] of [
          ['type', ['A', 'B']],
          ['tenant', ['north', 'south', 'west']],
        ] as const) {
          for (const name of names) {
            const times = went.filter((each) => each.name.split(' ').includes(name)).map(({ at }) => at)
            for (const [from, start] of times.entries()) {
              const { perSecond, burst } = limits[part]
              for (const [to, end] of times.entries()) {
                if (to < from) continue
                expect(to - from + 1).toBeLessThanOrEqual(burst + ((end - start) / 1_000) * perSecond + 1e-6)
              }
            }
          }
        }
      }),
      { numRuns: 40 },
    )
  })

  it('refuses what finds the queue full, and says when there will be room', async () => {
    const { send } = setUp({ everyType: { perSecond: 10, burst: 1 }, maxQueued: 2 })
    for (let count = 0; count < 3; count++) void send('A')
    await expect(send('A')).rejects.toMatchObject({
      code: 'ERR_BACK_PRESSURE',
      retryAfterMs: 100,
      message: '2 messages wait for the limit of type "A", and no more may',
    })
    await vi.advanceTimersByTimeAsync(100)
    const again = send('A')
    await vi.advanceTimersByTimeAsync(200)
    await again
  })

  it('refuses instead of waiting when nothing may wait', async () => {
    const { send } = setUp({ everyType: { perSecond: 10, burst: 1 }, maxQueued: 0 })
    await send('A')
    await expect(send('A')).rejects.toMatchObject({ retryAfterMs: 100 })
  })

  it('refuses at once what would wait too long, or until after its deadline', async () => {
    const { send } = setUp({ everyTenant: { perSecond: 1, burst: 1 }, maxWaitMs: 1_500 })
    void send('A')
    void send('A')
    await expect(send('A')).rejects.toMatchObject({
      retryAfterMs: 500,
      message: 'a message would wait 2000 ms for the limit of tenant "north", expected 1500 at most',
    })
    await expect(send('A', 'south', { deadline: Date.now() + 10 })).resolves.toBeUndefined()
    await expect(send('A', 'south', { deadline: Date.now() + 10 })).rejects.toMatchObject({
      retryAfterMs: 990,
    })
  })

  it('gives the place of a caller that gives up to the next one', async () => {
    const { send, times, throttle } = setUp({ everyType: { perSecond: 10, burst: 1 } })
    const controller = new AbortController()
    const reason = new Error('gave up')
    void send('A')
    const waiting = send('A', 'north', { signal: controller.signal })
    void send('A')
    controller.abort(reason)
    await expect(waiting).rejects.toBe(reason)
    expect(throttle.queued).toBe(1)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(times()).toEqual([0, 100])
    expect(getEventListeners(controller.signal, 'abort')).toEqual([])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is drained: what waits goes on at its rate, what comes is refused', async () => {
    const { send, throttle, times } = setUp({ everyType: { perSecond: 10, burst: 1 } })
    void send('A')
    void send('A')
    const drained = throttle.drain({ timeoutMs: 1_000 })
    await expect(send('A')).rejects.toMatchObject({ code: 'ERR_BACK_PRESSURE', retryAfterMs: undefined })
    await vi.advanceTimersByTimeAsync(100)
    await drained
    expect(times()).toEqual([0, 100])
  })

  it('gives up draining when the time is over, and refuses what waits', async () => {
    const { send, throttle, times } = setUp({ everyType: { perSecond: 1, burst: 1 } })
    void send('A')
    const waits = send('A')
    const drained = outcomeOf(() => throttle.drain({ timeoutMs: 50 }))
    await vi.advanceTimersByTimeAsync(50)
    expect(await drained).toMatchObject({ ok: false, error: { code: 'ERR_TIMEOUT' } })
    await expect(waits).rejects.toMatchObject({ code: 'ERR_BACK_PRESSURE' })
    expect(times()).toEqual([0])
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('the limits of tenants', () => {
  it('are forgotten when they have been quiet, so that memory does not grow with the number of tenants', () => {
    const limits = new RateLimits({ everyTenant: { perSecond: 10, burst: 10 } })
    for (let tenant = 0; tenant < 100_000; tenant++) {
      for (const { bucket } of limits.of('A', `tenant-${tenant}`, tenant)) bucket.take(tenant)
    }
    expect(limits.size).toBeLessThan(2_500)
  })

  it('are those of the tenant also when it is called like something every object has', () => {
    const limits = new RateLimits({ everyTenant: { perSecond: 1 }, tenants: {} })
    expect(limits.of('A', 'constructor', 0)).toMatchObject([{ subject: 'tenant "constructor"' }])
  })
})
