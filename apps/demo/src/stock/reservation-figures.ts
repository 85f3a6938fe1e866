import { defineProjection, type BatchProjection } from '@uno-ts/projections'
import { defaultTenant } from '@uno-ts/types'
import { sql } from 'kysely'
import { sellsSomething, sumOf } from '../invoices/invoice.ts'
import type { OrderEvent } from '../orders/order.ts'

/** The table that queries read; {@link reservationFigures} writes that of its version. */
const figures = 'uno.reservation_figures'

/** What says whether an order could be met. */
type Answered = Extract<OrderEvent, { type: 'OrderPlaced' | 'OrderRefused' }>

/** Counts what the reservation rule let through and what it refused. A sale that sells nothing takes no part. */
export const reservationFigures: BatchProjection<Answered, unknown> = defineProjection({
  name: 'reservation-figures',
  version: 1,
  eventTypes: ['OrderPlaced', 'OrderRefused'],
  async reset({ tx, table, tenant }) {
    await sql`delete from ${sql.table(table(figures))} where tenant_id = ${tenant}`.execute(tx)
  },
  async handleBatch(events, { tx, table }) {
    let accepted = 0
    let rejected = 0
    let acceptedGrossMilli = 0
    for (const event of events) {
      if (event.type === 'OrderRefused') {
        rejected += 1
      } else if (event.data.stockRule === 'reservation' && sellsSomething(event.data)) {
        accepted += 1
        acceptedGrossMilli += sumOf('sale', event.data.lines).grossMilli
      }
    }
    if (accepted + rejected === 0) return
    await sql`
      insert into ${sql.table(table(figures))} as f (tenant_id, accepted, rejected, accepted_gross_milli)
      values (${defaultTenant}, ${accepted}, ${rejected}, ${acceptedGrossMilli})
      on conflict (tenant_id) do update set
        accepted = f.accepted + excluded.accepted,
        rejected = f.rejected + excluded.rejected,
        accepted_gross_milli = f.accepted_gross_milli + excluded.accepted_gross_milli`.execute(tx)
  },
})
