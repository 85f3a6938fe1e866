import { defineProjection, type BatchProjection } from '@uno-ts/projections'
import { defaultTenant, type ProjectionHandlerContext } from '@uno-ts/types'
import { sql, type Transaction } from 'kysely'
import { recordset } from '../database/recordset.ts'
import { invoiceEventTypes, type InvoiceEvent } from '../invoices/booked-invoice.ts'
import { foldDays, type DayFigures } from './fold-days.ts'
import { foldGroups, type GroupFigures } from './fold-groups.ts'

/** Where the figures of a version go. */
type Context = ProjectionHandlerContext<Transaction<unknown>>

/** Keeps the figures by day, country, month and hour. */
export const salesFigures: BatchProjection<InvoiceEvent, unknown> = defineProjection({
  name: 'sales-figures',
  version: 1,
  eventTypes: invoiceEventTypes,
  async reset({ tx, table, tenant }) {
    for (const name of ['uno.sales_days', 'uno.sales_groups', 'uno.sales_group_customers']) {
      await sql`delete from ${sql.table(table(name))} where tenant_id = ${tenant}`.execute(tx)
    }
  },
  async handleBatch(events, context) {
    await addDays(context, foldDays(events))
    await addGroups(context, foldGroups(events))
  },
})

async function addDays({ tx, table }: Context, days: readonly DayFigures[]): Promise<void> {
  await sql`
    insert into ${sql.table(table('uno.sales_days'))} as d (tenant_id, day, lines, "soldLines", invoices, sales, cancellations, adjustments,
      "grossMilli", "cancelledMilli", "netMilli")
    select ${defaultTenant}, day, lines, "soldLines", invoices, sales, cancellations, adjustments,
      "grossMilli", "cancelledMilli", "netMilli"
    from ${recordset(days)} as r(day text, lines bigint, "soldLines" bigint, invoices bigint, sales bigint,
      cancellations bigint, adjustments bigint, "grossMilli" bigint, "cancelledMilli" bigint, "netMilli" bigint)
    order by day
    on conflict (tenant_id, day) do update set
      lines = d.lines + excluded.lines,
      "soldLines" = d."soldLines" + excluded."soldLines",
      invoices = d.invoices + excluded.invoices,
      sales = d.sales + excluded.sales,
      cancellations = d.cancellations + excluded.cancellations,
      adjustments = d.adjustments + excluded.adjustments,
      "grossMilli" = d."grossMilli" + excluded."grossMilli",
      "cancelledMilli" = d."cancelledMilli" + excluded."cancelledMilli",
      "netMilli" = d."netMilli" + excluded."netMilli"`.execute(tx)
}

/** A customer counts in a group once, so those who are new to it are found out and counted in one statement. */
async function addGroups({ tx, table }: Context, groups: readonly GroupFigures[]): Promise<void> {
  const rows = groups.map((group) => ({ ...group, id: idOf(group), customers: undefined }))
  const members = groups.flatMap((group) =>
    [...group.customers].map((customer) => ({ id: idOf(group), customer })),
  )
  await sql`
    with newcomers as (
      insert into ${sql.table(table('uno.sales_group_customers'))} (tenant_id, group_id, customer_id)
      select ${defaultTenant}, id, customer from ${recordset(members)} as r(id text, customer text)
      on conflict do nothing
      returning group_id
    ), counted as (
      select group_id, count(*) as customers from newcomers group by group_id
    )
    insert into ${sql.table(table('uno.sales_groups'))} as g (tenant_id, id, dimension, key, lines, invoices, sales, cancellations, customers,
      "unitsSold", "grossMilli", "cancelledMilli", "netMilli")
    select ${defaultTenant}, id, dimension, key, lines, invoices, sales, cancellations, coalesce(c.customers, 0),
      "unitsSold", "grossMilli", "cancelledMilli", "netMilli"
    from ${recordset(rows)} as r(id text, dimension text, key text, lines bigint, invoices bigint, sales bigint,
      cancellations bigint, "unitsSold" bigint, "grossMilli" bigint, "cancelledMilli" bigint, "netMilli" bigint)
    left join counted c on c.group_id = r.id
    order by id
    on conflict (tenant_id, id) do update set
      lines = g.lines + excluded.lines,
      invoices = g.invoices + excluded.invoices,
      sales = g.sales + excluded.sales,
      cancellations = g.cancellations + excluded.cancellations,
      customers = g.customers + excluded.customers,
      "unitsSold" = g."unitsSold" + excluded."unitsSold",
      "grossMilli" = g."grossMilli" + excluded."grossMilli",
      "cancelledMilli" = g."cancelledMilli" + excluded."cancelledMilli",
      "netMilli" = g."netMilli" + excluded."netMilli"`.execute(tx)
}

function idOf({ dimension, key }: GroupFigures): string {
  return `${dimension}:${key}`
}
