import { defineQuery } from '@uno-ts/cqrs-core'
import { FindQueryHandler, type ReadModelQueryService } from '@uno-ts/query-search'
import type { RowOf } from '@uno-ts/types'
import { z } from 'zod'
import { pageFields, pageOf, pageRequest, shownPage } from '../lists/page-fields.ts'
import { customerId } from './invoice-schema.ts'
import { invoiceRow, type invoices } from './invoices.ts'

export const listInvoices = defineQuery({
  type: 'ListInvoices',
  summary: 'Sales, cancellations and adjustments, the latest first.',
  data: z.strictObject({
    /** Those of one customer. */
    customerId: customerId.optional(),
    ...pageFields({ limit: 50 }),
  }),
  result: pageOf(invoiceRow),
  example: { limit: 20 },
})

export type InvoiceQueries = ReadModelQueryService<RowOf<typeof invoices>>

export function listInvoicesHandler(invoiceQueries: InvoiceQueries) {
  return new FindQueryHandler({
    definition: listInvoices,
    service: invoiceQueries,
    request: ({ customerId, ...page }) => ({
      where: customerId === undefined ? undefined : { op: 'eq', field: 'customerId', value: customerId },
      sort: [{ field: 'bookedAs', direction: 'desc' }],
      ...pageRequest(page),
    }),
    answer: (page) => shownPage(page, invoiceRow),
  })
}
