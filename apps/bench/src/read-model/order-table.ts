import { createTableStatements } from '@uno-ts/read-model'
import type { Pool } from 'pg'
import { orderSummary } from './sample-row.ts'

/** Makes the table of order summaries with `rows` rows, those of `sampleRow`, then lets the server put its house in order. */
export async function fillOrderTable(pool: Pool, rows: number): Promise<void> {
  await pool.query('create schema uno')
  for (const statement of createTableStatements(orderSummary, { schema: '"uno"' }))
    await pool.query(statement)
  await pool.query(
    `insert into uno.order_summary
       (tenant_id, "orderId", customer, status, units, "grossMilli", paid, "placedAt", address)
     select 'default', 'order-' || lpad(nr::text, 9, '0'), 'customer-' || nr % 1000, 'placed', nr % 17, nr * 1250,
       nr % 3 = 0, timestamptz '2026-01-01 00:00:00+00' + nr * interval '1 minute',
       jsonb_build_object('street', nr % 200 || ' Orchard Road, Upper Warehouse District', 'city', 'Leeds', 'country', 'GB')
     from generate_series(0, $1::bigint - 1) as s(nr)`,
    [rows],
  )
  await pool.query('vacuum analyze uno.order_summary')
}
