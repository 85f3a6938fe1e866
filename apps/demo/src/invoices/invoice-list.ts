import { defineProjection, type BatchProjection } from '@uno-ts/projections'
import { defaultTenant } from '@uno-ts/types'
import { sql } from 'kysely'
import { recordset } from '../database/recordset.ts'
import { bookedKind, invoiceEventTypes, type InvoiceEvent } from './booked-invoice.ts'
import { sumOf } from './invoice.ts'

/** Keeps the list of invoices. */
export const invoiceList: BatchProjection<InvoiceEvent, unknown> = defineProjection({
  name: 'invoice-list',
  version: 1,
  eventTypes: invoiceEventTypes,
  async reset({ tx, tenant }) {
    await sql`delete from uno.invoices where tenant_id = ${tenant}`.execute(tx)
  },
  async handleBatch(events, { tx }) {
    const rows = events.map((event) => {
      const kind = bookedKind(event)
      const { lines, ...head } = event.data
      return {
        ...head,
        kind,
        lineCount: lines.length,
        ...sumOf(kind, lines),
        bookedAs: event.globalPosition.toString(),
      }
    })
    await sql`
      insert into uno.invoices (tenant_id, "invoiceNo", kind, "customerId", country, "invoicedAt", "lineCount",
        "grossMilli", "netMilli", "bookedAs")
      select ${defaultTenant}, "invoiceNo", kind, "customerId", country, "invoicedAt", "lineCount",
        "grossMilli", "netMilli", "bookedAs"
      from ${recordset(rows)} as r("invoiceNo" text, kind text, "customerId" text, country text, "invoicedAt" text,
        "lineCount" bigint, "grossMilli" bigint, "netMilli" bigint, "bookedAs" bigint)
      on conflict do nothing`.execute(tx)
  },
})
