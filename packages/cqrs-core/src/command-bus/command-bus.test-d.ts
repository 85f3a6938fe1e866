import type { CommandBus as CommandBusContract } from '@uno-ts/types'
import { expectTypeOf } from 'vitest'
import { z } from 'zod'
import { defineCommand } from '../define/define-command.ts'
import { defineQuery } from '../define/define-query.ts'
import { Mediator } from '../mediator/mediator.ts'
import { QueryBus } from '../query-bus/query-bus.ts'
import { HandlerRegistry } from '../registry/handler-registry.ts'
import { CommandBus } from './command-bus.ts'

const placeOrder = defineCommand({
  type: 'PlaceOrder',
  data: z.object({ orderId: z.string() }),
  result: z.object({ streamVersion: z.number() }),
})
const getOrder = defineQuery({
  type: 'GetOrder',
  data: z.object({ orderId: z.string() }),
  result: z.object({ status: z.string() }).nullable(),
})
const registry = new HandlerRegistry()
const commandBus = new CommandBus({ registry })
const queryBus = new QueryBus({ registry })
const mediator = new Mediator({ commandBus, queryBus })

// The result follows from the message.
expectTypeOf(commandBus).toExtend<CommandBusContract>()
expectTypeOf(commandBus.execute(placeOrder({ orderId: '7' }))).resolves.toEqualTypeOf<{
  streamVersion: number
}>()
expectTypeOf(queryBus.execute(getOrder({ orderId: '7' }))).resolves.toEqualTypeOf<{ status: string } | null>()
expectTypeOf(mediator.executeCommand(placeOrder({ orderId: '7' }))).resolves.toEqualTypeOf<{
  streamVersion: number
}>()
expectTypeOf(mediator.executeQuery(getOrder({ orderId: '7' }))).resolves.toEqualTypeOf<{
  status: string
} | null>()

// @ts-expect-error a wrong payload
void commandBus.execute(placeOrder({ orderId: 7 }))
// @ts-expect-error a query is no command
void commandBus.execute(getOrder({ orderId: '7' }))
// @ts-expect-error a command is no query
void queryBus.execute(placeOrder({ orderId: '7' }))
// @ts-expect-error the definition is not yet a message
void commandBus.execute(placeOrder)
// @ts-expect-error a result of another type
const wrong: Promise<{ version: number }> = commandBus.execute(placeOrder({ orderId: '7' }))
void wrong
