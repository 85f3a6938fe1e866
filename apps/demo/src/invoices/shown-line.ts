import { z } from 'zod'

/** What the API tells of a line of an invoice. */
export const shownLine = z.object({
  stockCode: z.string(),
  description: z.string(),
  quantity: z.int(),
  unitPriceMilli: z.int(),
})
