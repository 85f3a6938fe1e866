import { defineQuery } from '@uno-ts/cqrs-core'
import { FindQueryHandler, type ReadModelQueryService } from '@uno-ts/query-search'
import type { RowOf } from '@uno-ts/types'
import { z } from 'zod'
import { pageFields, pageOf, pageRequest, shownPage } from '../lists/page-fields.ts'
import { sortBy, sortField } from '../lists/sort-field.ts'
import { customerRow, type customers } from './customers.ts'

export const listCustomers = defineQuery({
  type: 'ListCustomers',
  summary: 'Customers with their figures.',
  data: z.strictObject({
    sort: sortField(['orders', 'cancellations', 'grossMilli', 'netMilli', 'id'], '-orders'),
    ...pageFields({ limit: 50 }),
  }),
  result: pageOf(customerRow),
  example: { sort: '-grossMilli', limit: 20 },
})

export type CustomerQueries = ReadModelQueryService<RowOf<typeof customers>>

export function listCustomersHandler(customerQueries: CustomerQueries) {
  return new FindQueryHandler({
    definition: listCustomers,
    service: customerQueries,
    request: ({ sort, ...page }) => ({ sort: sortBy(sort, 'id'), ...pageRequest(page) }),
    answer: (page) => shownPage(page, customerRow),
  })
}
