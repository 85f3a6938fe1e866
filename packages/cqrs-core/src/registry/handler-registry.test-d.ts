import type { CommandHandler } from '@uno-ts/types'
import { expectTypeOf } from 'vitest'
import { z } from 'zod'
import { defineCommand } from '../define/define-command.ts'
import { defineQuery } from '../define/define-query.ts'
import { bindHandler } from './handler-binding.ts'
import { HandlerRegistry } from './handler-registry.ts'

const placeOrder = defineCommand({
  type: 'PlaceOrder',
  data: z.object({ orderId: z.string(), quantity: z.coerce.number() }),
  result: z.object({ streamVersion: z.number() }),
})
const getOrder = defineQuery({
  type: 'GetOrder',
  data: z.object({ orderId: z.string() }),
  result: z.string(),
})
const registry = new HandlerRegistry()

// A handler written in place needs no types of its own.
registry.registerCommandHandler(placeOrder, async (data, context) => {
  expectTypeOf(data).toEqualTypeOf<{ orderId: string; quantity: number }>()
  expectTypeOf(context.message.type).toEqualTypeOf<'PlaceOrder'>()
  return { streamVersion: 1 }
})
registry.registerCommandHandler(placeOrder, {
  async handle(data) {
    expectTypeOf(data.quantity).toEqualTypeOf<number>()
    return { streamVersion: 1 }
  },
})
bindHandler(getOrder, async ({ orderId }) => orderId)

const handler: CommandHandler<typeof placeOrder> = async () => ({ streamVersion: 1 })
registry.registerCommandHandler(placeOrder, handler)

// @ts-expect-error a wrong result
registry.registerCommandHandler(placeOrder, async () => ({ version: 1 }))
// @ts-expect-error a handler that wants another payload
registry.registerCommandHandler(placeOrder, async (data: { id: number }) => ({ streamVersion: data.id }))
// @ts-expect-error the handler of another message
registry.registerQueryHandler(getOrder, handler)
// @ts-expect-error a query is no command
registry.registerCommandHandler(getOrder, async () => 'order')
// @ts-expect-error a command is no query
registry.registerQueryHandler(placeOrder, handler)
// @ts-expect-error a pair whose halves do not fit
bindHandler(getOrder, handler)
// @ts-expect-error a handler that does not wait
bindHandler(getOrder, ({ orderId }) => orderId)

// Every definition of a module has its handler, and no other has one.
const messages = { placeOrder, getOrder, category: 'order' }
registry.registerEvery(messages, {
  placeOrder: async ({ quantity }) => ({ streamVersion: quantity }),
  getOrder: { handle: async ({ orderId }) => orderId },
})
// @ts-expect-error a handler is missing
registry.registerEvery(messages, { placeOrder: handler })
// @ts-expect-error one too many
registry.registerEvery(messages, { placeOrder: handler, getOrder: async () => '', category: async () => '' })
// @ts-expect-error a wrong result
registry.registerEvery(messages, { placeOrder: handler, getOrder: async () => 7 })
// @ts-expect-error a wrong payload
registry.registerEvery({ getOrder }, { getOrder: async ({ id }: { id: number }) => String(id) })
