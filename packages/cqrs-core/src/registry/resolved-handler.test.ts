import type { MessageContext, Resolver } from '@uno-ts/types'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { CommandBus } from '../command-bus/command-bus.ts'
import { defineCommand } from '../define/define-command.ts'
import { HandlerRegistry } from './handler-registry.ts'
import { resolvedHandler } from './resolved-handler.ts'

const greet = defineCommand({ type: 'Greet', data: z.object({ name: z.string() }), result: z.string() })

/** A container that makes its value anew for each scope, and notes what is disposed of. */
function containerOf(make: (scope: number) => unknown) {
  const disposed: number[] = []
  let scopes = 0
  const scopeOf = (scope: number): Resolver & { dispose(): Promise<void> } => ({
    resolve: <Value>(name: string) => (name === 'greetHandler' ? make(scope) : undefined) as Value,
    createScope: () => scopeOf(++scopes),
    dispose: async () => void disposed.push(scope),
  })
  return { container: scopeOf(0), disposed }
}

function busOf(container: Resolver, options?: { readonly scoped?: boolean; readonly name?: string }) {
  const registry = new HandlerRegistry()
  const { name = 'greetHandler', scoped } = options ?? {}
  registry.registerCommandHandler(greet, resolvedHandler(container, name, { scoped }))
  return new CommandBus({ registry })
}

describe('a handler that a container holds', () => {
  it('may be a function or an object, and is asked for at each message', async () => {
    let asked = 0
    const handle = async ({ name }: { readonly name: string }) => `Hello, ${name}!`
    const { container, disposed } = containerOf(() => (asked++ === 0 ? handle : { handle }))
    const bus = busOf(container)

    expect(asked).toBe(0)
    expect(await bus.execute(greet({ name: 'Ada' }))).toBe('Hello, Ada!')
    expect(await bus.execute(greet({ name: 'Grace' }))).toBe('Hello, Grace!')
    expect([asked, disposed]).toEqual([2, []])
  })

  it('has a scope for each message where it is to, disposed of when the message has ended, well or not', async () => {
    const { container, disposed } = containerOf((scope) => async () => {
      if (scope === 2) throw new Error('broken')
      return `scope ${scope}`
    })
    const bus = busOf(container, { scoped: true })

    expect(await bus.execute(greet({ name: 'Ada' }))).toBe('scope 1')
    await expect(bus.execute(greet({ name: 'Ada' }))).rejects.toThrow('broken')
    expect(disposed).toEqual([1, 2])
  })

  it('comes from the scope of its request where there is one, as do those of the messages it sends', async () => {
    const { container, disposed } = containerOf(
      (scope) => async (data: { name: string }, context: MessageContext) => {
        if (data.name === 'inner') return `scope ${scope}`
        return context.commandBus?.execute(greet({ name: 'inner' }), { parent: context })
      },
    )
    const bus = busOf(container, { scoped: true })
    const resolver = container.createScope()

    expect(await bus.execute(greet({ name: 'outer' }), { resolver })).toBe('scope 1')
    expect(disposed).toEqual([])
  })

  it('must be there', async () => {
    const { container } = containerOf(() => 7)

    await expect(busOf(container).execute(greet({ name: 'Ada' }))).rejects.toThrow(
      'expected the container to hold a handler as "greetHandler", found number',
    )
    const other = busOf(container, { name: 'anotherHandler' })
    await expect(other.execute(greet({ name: 'Ada' }))).rejects.toThrow(
      'as "anotherHandler", found undefined',
    )
  })
})
