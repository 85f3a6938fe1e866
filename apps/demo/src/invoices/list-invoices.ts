import { defineQuery } from '@uno-ts/cqrs-core'
import type { QueryHandler, ReadModelRepository, RowOf } from '@uno-ts/types'
import { z } from 'zod'
import { pageFields, pageOf, pageRequest, shownPage } from '../lists/page-fields.ts'
import { invoiceRow, type invoices } from './invoices.ts'

export const listInvoices = defineQuery({
  type: 'ListInvoices',
  summary: 'Sales, cancellations and adjustments, the latest first.',
  data: z.strictObject(pageFields({ limit: 50 })),
  result: pageOf(invoiceRow),
  example: { limit: 20 },
})

export type InvoiceRow = RowOf<typeof invoices>

export function listInvoicesHandler({
  invoiceRows,
}: {
  readonly invoiceRows: ReadModelRepository<InvoiceRow>
}): QueryHandler<typeof listInvoices> {
  return async (page) => {
    const sort = [{ field: 'bookedAs', direction: 'desc' }] as const
    return shownPage(await invoiceRows.find({ sort, ...pageRequest(page) }), invoiceRow)
  }
}
