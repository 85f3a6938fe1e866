import { InMemoryEventStore, InMemoryUnitOfWorkFactory } from '@uno-ts/testing'
import { isUnoError, type Outcome } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { CommandBus } from '../command-bus/command-bus.ts'
import { defineCommand } from '../define/define-command.ts'
import { HandlerRegistry } from '../registry/handler-registry.ts'
import { ParallelCommandBus } from './parallel-command-bus.ts'

const count = defineCommand({ type: 'Count', data: z.object({ number: z.number() }), result: z.number() })

/** A bus that answers with the number, refuses 13, and sees how many run at a time. */
function setUp(concurrency = 3) {
  const seen = {
    running: 0,
    most: 0,
    keys: [] as (string | undefined)[],
    actors: [] as (string | undefined)[],
  }
  const registry = new HandlerRegistry()
  registry.registerCommandHandler(count, async ({ number }, { idempotencyKey, metadata }) => {
    seen.keys.push(idempotencyKey)
    seen.actors.push(metadata.actor)
    seen.most = Math.max(seen.most, ++seen.running)
    await new Promise(setImmediate)
    seen.running--
    if (number === 13) throw new Error('unlucky')
    return number
  })
  const bus = new ParallelCommandBus({ commandBus: new CommandBus({ registry }), concurrency })
  return { bus, seen }
}

const upTo = (length: number) => Array.from({ length }, (_, number) => count({ number }))
async function* streamed(length: number) {
  for (let number = 0; number < length; number++) yield count({ number })
}
const valueOf = (outcome: Outcome<number>) => (outcome.ok ? outcome.value : outcome.error.message)

describe('commands in parallel', () => {
  it('run a bounded number at a time and keep their order; one that fails leaves the others alone', async () => {
    const { bus, seen } = setUp()
    const outcomes = await bus.executeAll(upTo(20))
    expect(outcomes.map(valueOf)).toEqual(
      upTo(20).map(({ data }) => (data.number === 13 ? 'unlucky' : data.number)),
    )
    expect(seen.most).toBe(3)
  })

  it('share their bound with all callers of the bus', async () => {
    const { bus, seen } = setUp()
    await Promise.all([bus.executeAll(upTo(10)), bus.executeAll(upTo(10)), bus.execute(count({ number: 1 }))])
    expect(seen.most).toBe(3)
  })

  it('are each told what is wrong with them', async () => {
    const outcomes = await setUp().bus.executeAll([count({ number: 1 }), count({ number: 'two' as never })])
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, false])
    expect(!outcomes[1].ok && isUnoError(outcomes[1].error, 'ERR_VALIDATION')).toBe(true)
  })

  it('are given what is their own beside what all are given', async () => {
    const { bus, seen } = setUp(1)
    await bus.executeAll(upTo(2), {
      metadata: { actor: 'ada' },
      optionsOf: (_message, place) => ({
        idempotencyKey: `key-${place}`,
        metadata: place === 1 ? { actor: 'eve' } : {},
      }),
    })
    expect(seen.keys).toEqual(['key-0', 'key-1'])
    expect(seen.actors).toEqual(['ada', 'eve'])
  })

  it('begin no more when the signal aborts, and say why', async () => {
    const { bus, seen } = setUp(2)
    const controller = new AbortController()
    const running = bus.executeAll(upTo(50), { signal: controller.signal })
    await new Promise(setImmediate)
    const reason = new Error('the caller has left')
    controller.abort(reason)
    const outcomes = await running
    expect(outcomes).toHaveLength(50)
    expect(seen.keys.length).toBeLessThan(10)
    expect(outcomes.at(-1)).toEqual({ ok: false, error: reason })
  })

  it('have an error as their outcome also when the reason of an abort is none', async () => {
    const [outcome] = await setUp().bus.executeAll(upTo(1), { signal: AbortSignal.abort('left') })
    expect(outcome).toMatchObject({ ok: false, error: { cause: 'left' } })
  })

  it('are streamed in order', async () => {
    const { bus } = setUp()
    const values: unknown[] = []
    for await (const outcome of bus.executeAll(streamed(12))) values.push(valueOf(outcome))
    expect(values).toEqual(Array.from({ length: 12 }, (_, number) => number))
  })

  it('are not begun any more when the stream is left', async () => {
    const { bus, seen } = setUp(2)
    for await (const outcome of bus.executeAll(streamed(1_000))) if (!outcome.ok || outcome.value === 5) break
    const begun = seen.keys.length
    expect(seen.running).toBe(0)
    await new Promise(setImmediate)
    expect(seen.keys.length).toBe(begun)
    expect(begun).toBeLessThanOrEqual(6 + 2 * 4)
  })

  it('do not wait for a place when they are nested, since their parents hold them all', async () => {
    const registry = new HandlerRegistry()
    const outer = defineCommand({ type: 'Outer', data: z.object({}), result: z.number() })
    const bus = new ParallelCommandBus({ commandBus: new CommandBus({ registry }), concurrency: 1 })
    registry.registerCommandHandler(count, async ({ number }) => number)
    registry.registerCommandHandler(outer, async (_data, context) => {
      const [inner] = await bus.executeAll([count({ number: 4 })], { parent: context })
      return inner.ok ? inner.value : 0
    })
    expect(await bus.execute(outer({}))).toBe(4)
  })

  it('run no more at a time when they are nested', async () => {
    const { bus, seen } = setUp(2)
    const registry = new HandlerRegistry()
    const outer = defineCommand({ type: 'Outer', data: z.object({}), result: z.number() })
    registry.registerCommandHandler(outer, async (_data, parent) => {
      const outcomes = await bus.executeAll(upTo(9), { parent })
      return outcomes.length
    })
    expect(await new CommandBus({ registry }).execute(outer({}))).toBe(9)
    expect(seen.most).toBe(2)
  })

  it('are refused in a unit of work, which is all or nothing: a list and a stream', async () => {
    const { bus, seen } = setUp()
    const registry = new HandlerRegistry()
    const outer = defineCommand({ type: 'Outer', data: z.boolean(), result: z.void() })
    registry.registerCommandHandler(outer, async (asStream, parent) => {
      if (asStream) await bus.executeAll(streamed(3), { parent }).next()
      else await bus.executeAll(upTo(3), { parent })
    })
    const unitOfWork = new InMemoryUnitOfWorkFactory({ eventStore: new InMemoryEventStore() })
    const outerBus = new CommandBus({ registry, unitOfWork })

    const refusal = '"Outer" runs in a unit of work already'
    await expect(outerBus.execute(outer(false))).rejects.toThrow(refusal)
    await expect(outerBus.execute(outer(true))).rejects.toThrow(refusal)
    expect(seen.keys).toEqual([])
  })

  it('need at least one place', () => {
    expect(() => setUp(0)).toThrow('expected a concurrency of 1 or more, found 0')
  })
})
