import { z } from 'zod'

/** What both routes are asked for, and what they answer. */
export const orderRequest = z.object({ orderId: z.string().min(1).max(64) })
export const orderAnswer = z.object({
  orderId: z.string(),
  customer: z.string(),
  lines: z.number(),
  totalMilli: z.number(),
  placedAt: z.string(),
})
export type OrderAnswer = z.output<typeof orderAnswer>

/** The order with a number, from nowhere: what is measured is the way there and back. */
export async function orderOf(orderId: string): Promise<OrderAnswer> {
  return {
    orderId,
    customer: `customer-${orderId.length}`,
    lines: 4,
    totalMilli: 71_300,
    placedAt: '2026-11-23T10:00:00Z',
  }
}
