import { CommandBus, defineCommand, HandlerRegistry, resolvedHandler } from '@uno-ts/cqrs-core'
import type { Resolver } from '@uno-ts/types'
import { asClass, asFunction, createContainer } from 'awilix'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'

const greet = defineCommand({ type: 'Greet', data: z.object({ name: z.string() }), result: z.string() })

function busOf(container: Resolver, options?: { readonly scoped?: boolean }): CommandBus {
  const registry = new HandlerRegistry()
  registry.registerCommandHandler(greet, resolvedHandler(container, 'greetHandler', options))
  return new CommandBus({ registry })
}

describe('a handler that an Awilix container holds', () => {
  it('is found by its name, function or object, with what the container gives it', async () => {
    const container = createContainer({ injectionMode: 'PROXY' })
    class GreetHandler {
      readonly #greeting: string
      constructor({ greeting }: { readonly greeting: string }) {
        this.#greeting = greeting
      }
      async handle({ name }: { readonly name: string }): Promise<string> {
        return `${this.#greeting}, ${name}!`
      }
    }
    container.register({
      greeting: asFunction(() => 'Hello'),
      greetHandler: asClass(GreetHandler),
    })

    expect(await busOf(container).execute(greet({ name: 'Ada' }))).toBe('Hello, Ada!')
  })

  it('has a scope for each message where that is asked for, disposed of when the message has ended', async () => {
    const container = createContainer({ injectionMode: 'PROXY' })
    const disposed: number[] = []
    let made = 0
    container.register({
      visit: asFunction(() => ++made)
        .scoped()
        .disposer((visit) => void disposed.push(visit)),
      greetHandler: asFunction(
        ({ visit }: { readonly visit: number }) =>
          async () =>
            `visit ${visit}`,
      ).scoped(),
    })
    const bus = busOf(container, { scoped: true })

    expect(await bus.execute(greet({ name: 'Ada' }))).toBe('visit 1')
    expect(await bus.execute(greet({ name: 'Ada' }))).toBe('visit 2')
    expect(disposed).toEqual([1, 2])
  })
})
