import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { CommandBus } from '../command-bus/command-bus.ts'
import { defineCommand } from '../define/define-command.ts'
import { HandlerRegistry } from '../registry/handler-registry.ts'
import { hooks, hooksFor, type Hooks } from './hooks.ts'

const add = defineCommand({ type: 'Add', data: z.number(), result: z.number().optional() })
const other = defineCommand({ type: 'Other', data: z.number(), result: z.number() })

function busWith(...around: Hooks[]) {
  const handled: number[] = []
  const registry = new HandlerRegistry()
  registry.registerCommandHandler(add, async (data) => {
    handled.push(data)
    if (data < 0) throw new RangeError('less than nothing')
    return data + 1
  })
  return { handled, bus: new CommandBus({ registry, middleware: around.map(hooks) }) }
}

describe('hooks', () => {
  it('run before and after the handler, the first ones outermost', async () => {
    const seen: string[] = []
    const note = (name: string): Hooks => ({
      before: (data) => void seen.push(`${name} before ${data}`),
      after: (result) => void seen.push(`${name} after ${result}`),
    })
    const { bus } = busWith(note('first'), note('second'))

    expect(await bus.execute(add(1))).toBe(2)
    expect(seen).toEqual(['first before 1', 'second before 1', 'second after 2', 'first after 2'])
  })

  it('may answer in the place of the handler', async () => {
    const { bus, handled } = busWith({ before: async () => ({ result: 40 }), after: () => ({ result: 0 }) })

    expect(await bus.execute(add(1))).toBe(40)
    expect(handled).toEqual([])

    const { bus: silent } = busWith({ before: () => ({ result: undefined }) })
    expect(await silent.execute(add(1))).toBeUndefined()
  })

  it('may replace the result, also by undefined', async () => {
    const { bus } = busWith({ after: (result) => ({ result: Number(result) * 10 }) })
    expect(await bus.execute(add(1))).toBe(20)

    const { bus: silent } = busWith({ after: () => ({ result: undefined }) })
    expect(await silent.execute(add(1))).toBeUndefined()
  })

  it('may abort', async () => {
    const { bus, handled } = busWith({
      before: () => {
        throw new Error('not today')
      },
    })

    await expect(bus.execute(add(1))).rejects.toThrow('not today')
    expect(handled).toEqual([])
  })

  it('see an error and let it go on, replace it, or answer for it', async () => {
    const seen: unknown[] = []
    const { bus: watched } = busWith({ onError: (error) => void seen.push(error) })
    await expect(watched.execute(add(-1))).rejects.toThrow('less than nothing')
    expect(seen).toEqual([expect.any(RangeError)])

    const { bus: renamed } = busWith({
      onError: (cause) => {
        throw new Error('renamed', { cause })
      },
    })
    await expect(renamed.execute(add(-1))).rejects.toThrow('renamed')

    const { bus: recovered } = busWith({ onError: () => ({ result: 0 }) })
    expect(await recovered.execute(add(-1))).toBe(0)
  })

  it('of one type leave other messages alone', async () => {
    const registry = new HandlerRegistry()
    registry.registerCommandHandler(add, async (data) => data)
    registry.registerCommandHandler(other, async (data) => data)
    const tenfold = hooksFor(add, { after: (result) => ({ result: (result ?? 0) * 10 }) })
    const bus = new CommandBus({ registry, middleware: [tenfold] })

    expect(await bus.execute(add(1))).toBe(10)
    expect(await bus.execute(other(1))).toBe(1)
  })
})
