import { defineQuery } from '@uno-ts/cqrs-core'
import { z } from 'zod'

export const getOrder = defineQuery({
  type: 'GetOrder',
  summary: 'One order.',
  data: z.strictObject({ orderId: z.string().regex(/^\w{1,32}$/) }),
  result: z.object({ orderId: z.string(), lines: z.number(), streamVersion: z.number() }),
})
