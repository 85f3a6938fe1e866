import { getEventListeners } from 'node:events'
import { ManualClock } from '@uno-ts/testing'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { CommandBus } from '../command-bus/command-bus.ts'
import { defineCommand } from '../define/define-command.ts'
import { outcomeOf } from '../outcome/outcome-of.ts'
import { HandlerRegistry } from '../registry/handler-registry.ts'
import type { CommandPriority } from './command-priority.ts'
import { PrioritizedCommandBus, type PrioritizedCommandBusOptions } from './prioritized-command-bus.ts'

const work = defineCommand({ type: 'Work', data: z.object({ name: z.string() }), result: z.string() })

/** A bus with one place; a command ends when the test says so, and `begun` tells the order in which they began. */
function setUp(options: Partial<PrioritizedCommandBusOptions> = {}) {
  const clock = new ManualClock()
  const begun: string[] = []
  const ends: (() => void)[] = []
  const registry = new HandlerRegistry()
  registry.registerCommandHandler(work, async ({ name }) => {
    begun.push(name)
    await new Promise<void>((resolve) => ends.push(resolve))
    return name
  })
  const commandBus = new CommandBus({ registry })
  const bus = new PrioritizedCommandBus({ commandBus, clock, concurrency: 1, ...options })
  const send = (name: string, priority?: CommandPriority, signal?: AbortSignal) =>
    bus.execute(work({ name }), { priority, signal })
  const settle = () => new Promise(setImmediate)
  /** Ends one command after the other until nothing runs. */
  async function finishAll(): Promise<void> {
    await settle()
    while (ends.length > 0) {
      ends.shift()?.()
      await settle()
    }
  }
  return { begun, bus, clock, ends, finishAll, registry, send, settle }
}

describe('a command bus with priorities', () => {
  it('lets urgent commands go first, and equals in the order they came in', async () => {
    const { begun, send, finishAll } = setUp()
    const all = [
      send('first', 'low'), // finds a free place
      send('low', 'low'),
      send('normal'),
      send('normal too', 'normal'),
      send('high', 'high'),
      send('critical', 'critical'),
    ]
    await finishAll()
    expect(begun).toEqual(['first', 'critical', 'high', 'normal', 'normal too', 'low'])
    expect(await Promise.all(all)).toHaveLength(6)
  })

  it('never lets what comes more than three times ageingMs later overtake a low command', async () => {
    const { begun, clock, finishAll, send } = setUp({ ageingMs: 100 })
    const all = [send('first'), send('low', 'low')]
    for (let comes = 0; comes < 40; comes++) {
      clock.advance(10)
      all.push(send(`critical at ${(comes + 1) * 10} ms`, 'critical'))
    }
    await finishAll()
    await Promise.all(all)
    expect(begun.slice(30, 33)).toEqual(['critical at 300 ms', 'low', 'critical at 310 ms'])
  })

  it('asks what priority a command has that brings none', async () => {
    const { begun, finishAll, send } = setUp({
      priorityOf: ({ data }) => ((data as { name: string }).name.startsWith('!') ? 'high' : 'low'),
    })
    const all = [send('first'), send('a'), send('!b'), send('c', 'critical')]
    await finishAll()
    await Promise.all(all)
    expect(begun).toEqual(['first', 'c', '!b', 'a'])
  })

  it('refuses when its queue is full, and says when to come back', async () => {
    const { clock, ends, finishAll, send, settle } = setUp({ maxQueued: 2 })
    const paced = send('pace')
    await settle()
    clock.advance(400)
    ends.shift()?.()
    await paced
    const all = [send('runs'), send('waits'), send('waits too')]
    await expect(send('too many')).rejects.toMatchObject({ code: 'ERR_BACK_PRESSURE', retryAfterMs: 400 })
    await finishAll()
    await Promise.all(all)
  })

  it('takes a command out of the queue whose caller gives up', async () => {
    const { begun, bus, finishAll, send } = setUp({ maxQueued: 1 })
    const controller = new AbortController()
    const reason = new Error('gave up')
    const first = send('first')
    const waiting = send('waiting', 'normal', controller.signal)
    controller.abort(reason)
    await expect(waiting).rejects.toBe(reason)
    expect(bus.load).toEqual({ running: 1, queued: 0 })
    const next = send('next')
    await finishAll()
    await Promise.all([first, next])
    expect(begun).toEqual(['first', 'next'])
    expect(getEventListeners(controller.signal, 'abort')).toEqual([])
  })

  it('does not wait beyond the deadline of a command', async () => {
    const { begun, bus, clock, finishAll, send } = setUp()
    const first = send('first')
    const late = bus.execute(work({ name: 'late' }), { deadline: clock.now() + 5 })
    await expect(late).rejects.toMatchObject({ code: 'ERR_TIMEOUT' })
    expect(bus.load).toEqual({ running: 1, queued: 0 })
    await finishAll()
    await first
    expect(begun).toEqual(['first'])
  })

  it('lets nested commands pass, since their parent waits for them', async () => {
    const { bus, finishAll, registry } = setUp()
    const outer = defineCommand({ type: 'Outer', data: z.object({}), result: z.string() })
    registry.registerCommandHandler(outer, (_data, parent) =>
      bus.execute(work({ name: 'inner' }), { parent }),
    )
    const answer = bus.execute(outer({}))
    await finishAll()
    expect(await answer).toBe('inner')
  })

  it('is drained: what waits still runs, what comes is refused', async () => {
    const { begun, bus, finishAll, send } = setUp()
    const all = [send('runs'), send('waits')]
    const drained = bus.drain({ timeoutMs: 60_000 })
    await expect(send('comes')).rejects.toMatchObject({ code: 'ERR_BACK_PRESSURE' })
    await finishAll()
    await drained
    expect(begun).toEqual(['runs', 'waits'])
    await Promise.all(all)
    await bus.drain({ timeoutMs: 0 }) // again, and with nothing to wait for
  })

  it('gives up draining when the time is over: what waits is refused, what runs goes on', async () => {
    const { begun, bus, finishAll, send } = setUp()
    const runs = send('runs')
    const waits = outcomeOf(() => send('waits'))
    await expect(bus.drain({ timeoutMs: 1 })).rejects.toThrow(
      'expected all messages to end within 1 ms: 1 still run, 1 that waited were refused',
    )
    expect(await waits).toMatchObject({ ok: false, error: { code: 'ERR_BACK_PRESSURE' } })
    await finishAll()
    expect(await runs).toBe('runs')
    expect(begun).toEqual(['runs'])
  })
})
