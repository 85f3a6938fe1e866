import { defineReadModel } from '@uno-ts/read-model'
import { z } from 'zod'

/** What the API tells of a customer. */
export const customerRow = z.object({
  id: z.string(),
  /** Sales with at least one sold line. */
  orders: z.int(),
  cancellations: z.int(),
  grossMilli: z.int(),
  netMilli: z.int(),
})

/** Every customer that was registered. */
export const customers = defineReadModel({
  name: 'customers',
  schema: z.object({
    ...customerRow.shape,
    /** The day of their earliest line. */
    firstDay: z.string().nullable(),
  }),
  key: 'id',
  columns: {
    orders: { type: 'integer' },
    cancellations: { type: 'integer' },
    grossMilli: { type: 'integer' },
    netMilli: { type: 'integer' },
    firstDay: { type: 'text', nullable: true },
  },
})
