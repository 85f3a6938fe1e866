import { defineProjection, type BatchProjection } from '@uno-ts/projections'
import { sql } from 'kysely'
import type { OrderEvent, OrderTables } from '../order-totals.ts'

/** Folds a batch in memory and adds what it comes to with one statement. */
export const totalsByBatch: BatchProjection<OrderEvent, OrderTables> = defineProjection<
  OrderEvent,
  OrderTables
>({
  name: 'totals-by-batch',
  version: 1,
  eventTypes: ['OrderLineAdded'],
  handleBatch(events, { tx }) {
    const totals = new Map<string, { lines: number; quantity: number }>()
    for (const { data } of events) {
      const total = totals.get(data.orderId)
      if (total === undefined) totals.set(data.orderId, { lines: 1, quantity: data.quantity })
      else {
        total.lines += 1
        total.quantity += data.quantity
      }
    }
    const rows = [...totals.values()]
    return sql`insert into order_totals (order_id, lines, quantity)
      select * from unnest(${[...totals.keys()]}::text[], ${rows.map(({ lines }) => lines)}::integer[],
        ${rows.map(({ quantity }) => quantity)}::integer[])
      on conflict (order_id) do update set lines = order_totals.lines + excluded.lines,
        quantity = order_totals.quantity + excluded.quantity`.execute(tx)
  },
})
