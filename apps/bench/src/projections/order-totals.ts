import {
  defineFold,
  defineProjection,
  defineTally,
  type Fold,
  type Projection,
  type Tally,
} from '@uno-ts/projections'
import type { Event } from '@uno-ts/types'
import { sql, type Transaction } from 'kysely'
import type { Pool } from 'pg'

/** The events of the log, as projections read them. */
export type OrderEvent = Event<
  'OrderLineAdded',
  { readonly orderId: string; readonly line: number; readonly quantity: number }
>

/** What all contenders make of the log: a row an order. */
export interface OrderTotals {
  readonly order_id: string
  readonly lines: number
  readonly quantity: number
}

/** The tables of the projections. */
export interface OrderTables {
  order_totals: { order_id: string; lines: number; quantity: number }
}

/** The totals as a pure function. */
export const foldedTotals: Fold<OrderEvent, Pick<OrderTotals, 'lines' | 'quantity'>> = defineFold({
  name: 'folded-totals',
  version: 1,
  table: {
    name: 'order_totals',
    tenantColumn: null,
    key: { column: 'order_id', type: 'text' },
    columns: { lines: 'integer', quantity: 'integer' },
  },
  eventTypes: ['OrderLineAdded'],
  key: ({ data }) => data.orderId,
  evolve: (row, { data }) => ({
    lines: (row?.lines ?? 0) + 1,
    quantity: (row?.quantity ?? 0) + data.quantity,
  }),
})

/** The totals as data. */
export const talliedTotals: Tally<OrderEvent> = defineTally({
  name: 'tallied-totals',
  version: 1,
  table: { name: 'order_totals', tenantColumn: null },
  eventTypes: ['OrderLineAdded'],
  key: { order_id: 'data.orderId' },
  sums: { lines: 1, quantity: 'data.quantity' },
})

/** Makes the table of the totals, the same for everybody. */
export const createOrderTotals =
  'create table order_totals (order_id text primary key, lines integer not null, quantity integer not null)'

/** Adds one event to the row of its order, with a statement of its own. */
export async function addEvent(
  tx: Transaction<OrderTables>,
  { data }: { readonly data: OrderEvent['data'] },
): Promise<void> {
  await tx
    .insertInto('order_totals')
    .values({ order_id: data.orderId, lines: 1, quantity: data.quantity })
    .onConflict((row) =>
      row.column('order_id').doUpdateSet({
        lines: sql`order_totals.lines + excluded.lines`,
        quantity: sql`order_totals.quantity + excluded.quantity`,
      }),
    )
    .execute()
}

/** A projection that adds each event with a statement of its own. */
export const totalsByEvent: Projection<OrderEvent, OrderTables> = defineProjection({
  name: 'totals-by-event',
  version: 1,
  on: { OrderLineAdded: (event, { tx }) => addEvent(tx, event) },
})

/** The rows, by their key. */
export async function readTotals(pool: Pool): Promise<readonly OrderTotals[]> {
  const { rows } = await pool.query<OrderTotals>(
    'select order_id, lines, quantity from order_totals order by order_id collate "C"',
  )
  return rows
}
