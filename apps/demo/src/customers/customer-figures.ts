import { defineProjection, type BatchProjection } from '@uno-ts/projections'
import { defaultTenant, type RecordedEvent } from '@uno-ts/types'
import { sql, type Transaction } from 'kysely'
import { recordset } from '../database/recordset.ts'
import { invoiceEventTypes, type InvoiceEvent } from '../invoices/booked-invoice.ts'
import type { CustomerEvent, CustomerRegistration } from './customer.ts'
import { foldCustomers, type CustomerChange } from './fold-customers.ts'

/** Keeps the figures of every customer. */
export const customerFigures: BatchProjection<CustomerEvent | InvoiceEvent, unknown> = defineProjection({
  name: 'customer-figures',
  version: 1,
  eventTypes: ['CustomerRegistered', ...invoiceEventTypes],
  async reset({ tx, tenant }) {
    await sql`delete from uno.customers where tenant_id = ${tenant}`.execute(tx)
  },
  /** A customer is registered before an invoice is made out to them: registering makes the row, invoices change it. */
  async handleBatch(events, { tx }) {
    const registrations: CustomerRegistration[] = []
    const invoices: RecordedEvent<InvoiceEvent>[] = []
    for (const event of events) {
      if (event.type === 'CustomerRegistered') registrations.push(event.data)
      else invoices.push(event)
    }
    if (registrations.length > 0) await insertCustomers(tx, registrations)
    const changes = foldCustomers(invoices)
    if (changes.length > 0) await changeCustomers(tx, changes)
  },
})

async function insertCustomers(
  tx: Transaction<unknown>,
  registrations: readonly CustomerRegistration[],
): Promise<void> {
  await sql`
    insert into uno.customers (tenant_id, id, orders, cancellations, "grossMilli", "netMilli")
    select ${defaultTenant}, "customerId", 0, 0, 0, 0 from ${recordset(registrations)} as r("customerId" text)
    on conflict do nothing`.execute(tx)
}

async function changeCustomers(tx: Transaction<unknown>, changes: readonly CustomerChange[]): Promise<void> {
  await sql`
    update uno.customers c set
      orders = c.orders + r.orders,
      cancellations = c.cancellations + r.cancellations,
      "grossMilli" = c."grossMilli" + r."grossMilli",
      "netMilli" = c."netMilli" + r."netMilli",
      "firstDay" = least(c."firstDay", r."firstDay")
    from ${recordset(changes)} as r(id text, orders bigint, cancellations bigint, "grossMilli" bigint,
      "netMilli" bigint, "firstDay" text)
    where c.tenant_id = ${defaultTenant} and c.id = r.id`.execute(tx)
}
