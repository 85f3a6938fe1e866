import { expectTypeOf } from 'vitest'
import { z } from 'zod'
import { defineCommand } from '../define/define-command.ts'
import { hooksFor } from './hooks.ts'

const placeOrder = defineCommand({
  type: 'PlaceOrder',
  data: z.object({ orderId: z.string() }),
  result: z.object({ streamVersion: z.number() }),
})

hooksFor(placeOrder, {
  before(data, context) {
    expectTypeOf(data).toEqualTypeOf<{ orderId: string }>()
    expectTypeOf(context.message.type).toEqualTypeOf<'PlaceOrder'>()
  },
  after(result) {
    expectTypeOf(result).toEqualTypeOf<{ streamVersion: number }>()
    return { result: { streamVersion: result.streamVersion + 1 } }
  },
})

hooksFor(placeOrder, {
  // @ts-expect-error an answer that is not the message's result
  before: () => ({ result: 'placed' }),
})
