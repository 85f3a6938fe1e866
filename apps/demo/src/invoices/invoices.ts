import { defineReadModel } from '@uno-ts/read-model'
import { z } from 'zod'

/** What a list of invoices tells of each. */
export const invoiceRow = z.object({
  invoiceNo: z.string(),
  kind: z.enum(['sale', 'cancellation', 'adjustment']),
  customerId: z.string().nullable(),
  country: z.string(),
  invoicedAt: z.string(),
  lineCount: z.int(),
  grossMilli: z.int(),
  netMilli: z.int(),
})

/** Every invoice that was booked, without its lines. */
export const invoices = defineReadModel({
  name: 'invoices',
  schema: z.object({
    ...invoiceRow.shape,
    /** Its place among all invoices, in the order they were booked. */
    bookedAs: z.int(),
  }),
  key: 'invoiceNo',
  columns: {
    kind: { type: 'text' },
    customerId: { type: 'text', nullable: true },
    country: { type: 'text' },
    invoicedAt: { type: 'text' },
    lineCount: { type: 'integer' },
    grossMilli: { type: 'integer' },
    netMilli: { type: 'integer' },
    bookedAs: { type: 'integer' },
  },
  indexes: [{ columns: ['bookedAs'] }],
})
