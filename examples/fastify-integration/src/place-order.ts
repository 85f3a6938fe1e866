import { defineCommand } from '@uno-ts/cqrs-core'
import { z } from 'zod'

export const placeOrder = defineCommand({
  type: 'PlaceOrder',
  summary: 'Places an order.',
  data: z.strictObject({ orderId: z.string().regex(/^\w{1,32}$/), lines: z.int().min(1).max(1_000) }),
  result: z.object({ orderId: z.string(), streamVersion: z.number() }),
  rules: { ORDER_ALREADY_PLACED: 'An order with this id was placed before.' },
})
