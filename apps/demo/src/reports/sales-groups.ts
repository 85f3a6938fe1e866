import { defineReadModel } from '@uno-ts/read-model'
import { z } from 'zod'

/** A row of the reports by country, month and hour. */
export const groupRow = z.object({
  key: z.string(),
  lines: z.int(),
  invoices: z.int(),
  sales: z.int(),
  cancellations: z.int(),
  customers: z.int(),
  unitsSold: z.int(),
  grossMilli: z.int(),
  cancelledMilli: z.int(),
  netMilli: z.int(),
})

/** What the lines of each country, month and hour come to. */
export const salesGroups = defineReadModel({
  name: 'sales_groups',
  schema: z.object({ id: z.string(), dimension: z.enum(['country', 'month', 'hour']), ...groupRow.shape }),
  /** `<dimension>:<key>`, such as `month:2010-12`. */
  key: 'id',
  columns: {
    dimension: { type: 'text' },
    key: { type: 'text' },
    lines: { type: 'integer' },
    invoices: { type: 'integer' },
    sales: { type: 'integer' },
    cancellations: { type: 'integer' },
    customers: { type: 'integer' },
    unitsSold: { type: 'integer' },
    grossMilli: { type: 'integer' },
    cancelledMilli: { type: 'integer' },
    netMilli: { type: 'integer' },
  },
})
