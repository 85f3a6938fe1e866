import { expect, it } from 'vitest'
import { z } from 'zod'
import { CommandBus } from '../command-bus/command-bus.ts'
import { defineCommand } from '../define/define-command.ts'
import { defineQuery } from '../define/define-query.ts'
import { QueryBus } from '../query-bus/query-bus.ts'
import { HandlerRegistry } from '../registry/handler-registry.ts'
import { Mediator } from './mediator.ts'

it('a mediator takes commands and queries to their buses, with their options', async () => {
  const greet = defineCommand({ type: 'Greet', data: z.string(), result: z.string() })
  const ask = defineQuery({ type: 'Ask', data: z.string(), result: z.string() })
  const registry = new HandlerRegistry()
  registry.registerCommandHandler(greet, async (name, { metadata }) => `${metadata.actor} greets ${name}`)
  registry.registerQueryHandler(ask, async (name, { metadata }) => `${metadata.actor} asks ${name}`)
  const mediator = new Mediator({
    commandBus: new CommandBus({ registry }),
    queryBus: new QueryBus({ registry }),
  })
  const options = { metadata: { actor: 'Ada' } }

  expect(await mediator.executeCommand(greet('Bob'), options)).toBe('Ada greets Bob')
  expect(await mediator.executeQuery(ask('Bob'), options)).toBe('Ada asks Bob')
})
