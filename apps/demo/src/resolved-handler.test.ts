import {
  CommandBus,
  defineCommand,
  defineQuery,
  HandlerRegistry,
  QueryBus,
  resolvedHandler,
} from '@uno-ts/cqrs-core'
import { cqrsPlugin, queryRoute } from '@uno-ts/fastify-adapter'
import type { MessageContext, Resolver } from '@uno-ts/types'
import { asClass, asFunction, createContainer } from 'awilix'
import fastify from 'fastify'
import { describe, expect, it, vi } from 'vitest'
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

  it('lives as long as the HTTP request of its message, which the messages it sends share', async () => {
    const container = createContainer({ injectionMode: 'PROXY' })
    const disposed: number[] = []
    let made = 0
    const visit = defineQuery({
      type: 'Visit',
      data: z.object({ depth: z.coerce.number() }),
      result: z.array(z.number()),
    })
    container.register({
      number: asFunction(() => ++made)
        .scoped()
        .disposer((number) => void disposed.push(number)),
      visitHandler: asFunction(
        ({ number }: { readonly number: number }) =>
          async ({ depth }: { readonly depth: number }, context: MessageContext) => {
            if (depth === 0) return [number]
            const inner = await context.queryBus?.execute(visit({ depth: depth - 1 }), { parent: context })
            return [number, ...(inner ?? [])]
          },
      ).scoped(),
    })
    const registry = new HandlerRegistry()
    registry.registerQueryHandler(visit, resolvedHandler(container, 'visitHandler'))
    await using app = fastify()
    const buses = { commandBus: new CommandBus({ registry }), queryBus: new QueryBus({ registry }) }
    await app.register(cqrsPlugin, { ...buses, policy: 'public', container })
    app.route(queryRoute(visit, { url: '/visits/:depth' }))

    expect((await app.inject('/visits/2')).json()).toEqual([1, 1, 1])
    expect((await app.inject('/visits/1')).json()).toEqual([2, 2])
    await vi.waitFor(() => expect(disposed).toEqual([1, 2]))
  })
})
