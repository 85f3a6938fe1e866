import { defineProjection, type BatchProjection } from '@uno-ts/projections'
import { defaultTenant, type ProjectionHandlerContext, type RecordedEvent } from '@uno-ts/types'
import { sql, type Transaction } from 'kysely'
import { recordset } from '../database/recordset.ts'
import { invoiceEventTypes, type InvoiceEvent } from '../invoices/booked-invoice.ts'
import type { StockEvent } from '../stock/stock.ts'
import { foldProducts, type DescriptionCount, type ProductChange } from './fold-products.ts'
import type { ProductEvent, ProductListing } from './product.ts'

type Events = ProductEvent | StockEvent | InvoiceEvent

/** Where the rows of a version go. */
type Context = ProjectionHandlerContext<Transaction<unknown>>

/** Keeps the figures, the name and the stock of every stock code. */
export const productFigures: BatchProjection<Events, unknown> = defineProjection({
  name: 'product-figures',
  version: 1,
  eventTypes: ['StockOpened', 'ProductListed', ...invoiceEventTypes],
  async reset({ tx, table, tenant }) {
    for (const name of ['uno.products', 'uno.product_descriptions', 'uno.stock_opening']) {
      await sql`delete from ${sql.table(table(name))} where tenant_id = ${tenant}`.execute(tx)
    }
  },
  /** A stock code is listed before an invoice names it: listing makes the row, invoices change it. */
  async handleBatch(events, context) {
    const listings: ProductListing[] = []
    const invoices: RecordedEvent<InvoiceEvent>[] = []
    for (const event of events) {
      switch (event.type) {
        case 'StockOpened':
          await openStock(context, event.data.units)
          break
        case 'ProductListed':
          listings.push(event.data)
          break
        case 'OrderPlaced':
        case 'GoodsReturned':
        case 'AdjustmentBooked':
          invoices.push(event)
      }
    }
    const { products, descriptions } = foldProducts(invoices)
    if (listings.length > 0) await insertProducts(context, listings)
    if (products.length > 0) await changeProducts(context, products)
    if (descriptions.length > 0) await nameProducts(context, descriptions)
  },
})

async function openStock({ tx, table }: Context, units: number): Promise<void> {
  const { products, opening } = tables(table)
  await sql`insert into ${opening} (tenant_id, units) values (${defaultTenant}, ${units})`.execute(tx)
  await sql`update ${products} set stock = stock + ${units}, "inStock" = stock + ${units} > 0
    where tenant_id = ${defaultTenant} and not service`.execute(tx)
}

async function insertProducts({ tx, table }: Context, listings: readonly ProductListing[]): Promise<void> {
  const { products, opening } = tables(table)
  await sql`
    insert into ${products} (tenant_id, code, name, service, "unitsSold", "grossMilli", "netMilli", "netQuantity",
      "saleInvoices", stock, "inStock")
    select ${defaultTenant}, "stockCode", '', coalesce(service, false), 0, 0, 0, 0, 0,
      opened.units, opened.units > 0
    from ${recordset(listings)} as r("stockCode" text, service boolean),
      lateral (select case when service then 0 else
        coalesce((select units from ${opening} where tenant_id = ${defaultTenant}), 0) end as units) as opened
    on conflict do nothing`.execute(tx)
}

/** What a unit has brought on average, as a range in pounds. */
const priceRange = sql`case when p."unitsSold" + r."unitsSold" > 0 then
  (array['under 1', '1 to 2', '2 to 5', '5 to 10', '10 and more'])[1 + width_bucket(
    (p."grossMilli" + r."grossMilli") / (p."unitsSold" + r."unitsSold"), array[1000, 2000, 5000, 10000]::bigint[])] end`

async function changeProducts({ tx, table }: Context, changes: readonly ProductChange[]): Promise<void> {
  const { products } = tables(table)
  await sql`
    update ${products} p set
      "unitsSold" = p."unitsSold" + r."unitsSold",
      "grossMilli" = p."grossMilli" + r."grossMilli",
      "netMilli" = p."netMilli" + r."netMilli",
      "netQuantity" = p."netQuantity" + r."netQuantity",
      "saleInvoices" = p."saleInvoices" + r."saleInvoices",
      stock = p.stock + r."stockChange",
      "inStock" = p.stock + r."stockChange" > 0,
      price = ${priceRange},
      "firstDay" = least(p."firstDay", r."firstDay")
    from ${recordset(changes)} as r(code text, "unitsSold" bigint, "grossMilli" bigint, "netMilli" bigint,
      "netQuantity" bigint, "saleInvoices" bigint, "stockChange" bigint, "firstDay" text)
    where p.tenant_id = ${defaultTenant} and p.code = r.code`.execute(tx)
}

/** Counts descriptions, and gives every product the one that leads now. */
async function nameProducts({ tx, table }: Context, counts: readonly DescriptionCount[]): Promise<void> {
  const { products, descriptions } = tables(table)
  await sql`
    insert into ${descriptions} as d (tenant_id, code, description, sold_lines)
    select ${defaultTenant}, code, description, "soldLines"
    from ${recordset(counts)} as r(code text, description text, "soldLines" bigint)
    on conflict (tenant_id, code, description) do update set sold_lines = d.sold_lines + excluded.sold_lines`.execute(
    tx,
  )
  const codes = [...new Set(counts.map(({ code }) => code))]
  await sql`
    update ${products} p set name = best.description
    from (
      select distinct on (code) code, description from ${descriptions}
      where tenant_id = ${defaultTenant} and code = any(${codes}::text[])
      order by code, sold_lines desc, description
    ) best
    where p.tenant_id = ${defaultTenant} and p.code = best.code and p.name <> best.description`.execute(tx)
}

/** The tables of the version that is written. */
function tables(table: Context['table']) {
  return {
    products: sql.table(table('uno.products')),
    descriptions: sql.table(table('uno.product_descriptions')),
    opening: sql.table(table('uno.stock_opening')),
  }
}
