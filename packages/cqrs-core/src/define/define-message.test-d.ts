import type { CommandDefinition, DataOf, InputOf, QueryDefinition, ResultOf } from '@uno-ts/types'
import { expectTypeOf } from 'vitest'
import { z } from 'zod'
import { defineCommand } from './define-command.ts'
import { defineQuery } from './define-query.ts'

const placeOrder = defineCommand({
  type: 'PlaceOrder',
  data: z.object({ orderId: z.string(), placedOn: z.iso.date().transform((day) => new Date(day)) }),
  result: z.object({ streamVersion: z.number() }),
  example: { orderId: '7', placedOn: '2026-01-01' },
})
const getOrder = defineQuery({
  type: 'GetOrder',
  data: z.object({ orderId: z.string() }),
  result: z.object({ status: z.enum(['placed', 'cancelled']) }),
})

// The type's name is a literal; a command is no query.
expectTypeOf(placeOrder.type).toEqualTypeOf<'PlaceOrder'>()
expectTypeOf(placeOrder.kind).toEqualTypeOf<'command'>()
expectTypeOf(placeOrder).toExtend<CommandDefinition>()
expectTypeOf(placeOrder).not.toExtend<QueryDefinition>()
expectTypeOf(getOrder).toExtend<QueryDefinition>()
expectTypeOf(getOrder).not.toExtend<CommandDefinition>()

// What the caller hands in is the schema's input, what the handler gets its output.
expectTypeOf<InputOf<typeof placeOrder>>().toEqualTypeOf<{ orderId: string; placedOn: string }>()
expectTypeOf<DataOf<typeof placeOrder>>().toEqualTypeOf<{ orderId: string; placedOn: Date }>()
expectTypeOf<ResultOf<typeof placeOrder>>().toEqualTypeOf<{ streamVersion: number }>()
expectTypeOf<ResultOf<typeof getOrder>>().toEqualTypeOf<{ status: 'placed' | 'cancelled' }>()

placeOrder({ orderId: '7', placedOn: '2026-01-01' })
// @ts-expect-error a wrong payload
placeOrder({ orderId: 7, placedOn: '2026-01-01' })
// @ts-expect-error a missing field
placeOrder({ orderId: '7' })
// @ts-expect-error an unknown field
placeOrder({ orderId: '7', placedOn: '2026-01-01', note: 'please' })

defineCommand({
  type: 'CancelOrder',
  data: z.object({ orderId: z.string() }),
  result: z.void(),
  // @ts-expect-error an example that does not fit its schema
  example: { id: '7' },
})
