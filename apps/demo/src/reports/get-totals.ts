import { defineQuery } from '@uno-ts/cqrs-core'
import { defaultTenant, type QueryHandler } from '@uno-ts/types'
import { sql, type Kysely } from 'kysely'
import { z } from 'zod'
import { customerFigures } from '../customers/customer-figures.ts'
import type { ActiveTables } from '../database/active-tables.ts'
import { productFigures } from '../products/product-figures.ts'
import { salesFigures } from './sales-figures.ts'

const totals = z.object({
  lines: z.int(),
  invoices: z.int(),
  sales: z.int(),
  cancellations: z.int(),
  adjustments: z.int(),
  soldLines: z.int(),
  customers: z.int(),
  stockCodes: z.int(),
  grossMilli: z.int(),
  cancelledMilli: z.int(),
  netMilli: z.int(),
})

export const getTotals = defineQuery({
  type: 'GetTotals',
  summary: 'What all invoices come to, or those of the lines before a day.',
  data: z.strictObject({
    /** Lines with a time before this day count; default all. */
    asOf: z.iso.date('expected a day, YYYY-MM-DD').optional(),
  }),
  result: totals,
  example: { asOf: '2011-01-01' },
})

/** An invoice, a customer and a stock code count from the day of their earliest line. */
export function getTotalsHandler({
  db,
  activeTables,
}: {
  readonly db: Kysely<unknown>
  readonly activeTables: ActiveTables
}): QueryHandler<typeof getTotals> {
  return async ({ asOf = null }) => {
    const [days, customers, products] = await Promise.all([
      activeTables.nameOf(salesFigures, 'uno.sales_days'),
      activeTables.nameOf(customerFigures, 'uno.customers'),
      activeTables.nameOf(productFigures, 'uno.products'),
    ])
    const { rows } = await sql<Record<keyof z.infer<typeof totals>, string>>`
      select
        coalesce(sum(lines), 0) as lines,
        coalesce(sum(invoices), 0) as invoices,
        coalesce(sum(sales), 0) as sales,
        coalesce(sum(cancellations), 0) as cancellations,
        coalesce(sum(adjustments), 0) as adjustments,
        coalesce(sum("soldLines"), 0) as "soldLines",
        (select count(*) from ${sql.table(customers)}
          where tenant_id = ${defaultTenant} and ${seenBefore(asOf)}) as customers,
        (select count(*) from ${sql.table(products)}
          where tenant_id = ${defaultTenant} and ${seenBefore(asOf)}) as "stockCodes",
        coalesce(sum("grossMilli"), 0) as "grossMilli",
        coalesce(sum("cancelledMilli"), 0) as "cancelledMilli",
        coalesce(sum("netMilli"), 0) as "netMilli"
      from ${sql.table(days)}
      where tenant_id = ${defaultTenant} and (${asOf}::text is null or day < ${asOf})`.execute(db)
    const numbers = Object.entries(rows[0] ?? {}).map(([field, value]) => [field, Number(value)])
    return totals.parse(Object.fromEntries(numbers))
  }
}

function seenBefore(day: string | null) {
  return sql`"firstDay" is not null and (${day}::text is null or "firstDay" < ${day})`
}
