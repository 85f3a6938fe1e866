import { defineReadModel } from '@uno-ts/read-model'
import { z } from 'zod'

/** What happened on each day. Sums over days answer for any span of time. */
export const salesDays = defineReadModel({
  name: 'sales_days',
  schema: z.object({
    day: z.string(),
    lines: z.int(),
    soldLines: z.int(),
    invoices: z.int(),
    sales: z.int(),
    cancellations: z.int(),
    adjustments: z.int(),
    grossMilli: z.int(),
    cancelledMilli: z.int(),
    netMilli: z.int(),
  }),
  /** `2010-12-01`. */
  key: 'day',
  columns: {
    lines: { type: 'integer' },
    soldLines: { type: 'integer' },
    invoices: { type: 'integer' },
    sales: { type: 'integer' },
    cancellations: { type: 'integer' },
    adjustments: { type: 'integer' },
    grossMilli: { type: 'integer' },
    cancelledMilli: { type: 'integer' },
    netMilli: { type: 'integer' },
  },
})
