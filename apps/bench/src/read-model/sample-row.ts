import { defineReadModel } from '@uno-ts/read-model'
import type { RowOf } from '@uno-ts/types'
import { z } from 'zod'

/** The read model that is measured: a column of most types, and one of JSON. About 300 bytes a row. */
export const orderSummary = defineReadModel({
  name: 'order_summary',
  schema: z.object({
    orderId: z.string(),
    customer: z.string(),
    status: z.string(),
    units: z.int(),
    grossMilli: z.bigint(),
    paid: z.boolean(),
    placedAt: z.date(),
    address: z.object({ street: z.string(), city: z.string(), country: z.string() }),
  }),
  key: 'orderId',
  columns: {
    customer: { type: 'text' },
    status: { type: 'text' },
    units: { type: 'integer' },
    grossMilli: { type: 'bigint' },
    paid: { type: 'boolean' },
    placedAt: { type: 'timestamp' },
    address: { type: 'json' },
  },
})

/** A row of {@link orderSummary}. */
export type OrderSummary = RowOf<typeof orderSummary>

/** The id of a row: in the order of its number. */
export function orderIdOf(nr: number): string {
  return `order-${String(nr).padStart(9, '0')}`
}

/** The row with a number; what changes from save to save is `round`'s. */
export function sampleRow(nr: number, round = 0): OrderSummary {
  return {
    orderId: orderIdOf(nr),
    customer: `customer-${nr % 1_000}`,
    status: round % 2 === 0 ? 'placed' : 'shipped',
    units: (nr % 17) + round,
    grossMilli: BigInt(nr) * 1_250n,
    paid: nr % 3 === 0,
    placedAt: new Date(Date.UTC(2026, 0, 1) + nr * 60_000),
    address: { street: `${nr % 200} Orchard Road, Upper Warehouse District`, city: 'Leeds', country: 'GB' },
  }
}
