import { defineCommand } from '@uno-ts/cqrs-core'
import { z } from 'zod'

export const placeOrder = defineCommand({
  type: 'PlaceOrder',
  data: z.strictObject({ orderId: z.string().regex(/^\w+$/), lines: z.int().positive() }),
  result: z.object({ streamVersion: z.number() }),
})
