import { defineQuery } from '@uno-ts/cqrs-core'
import { FindQueryHandler, type EnhancedQueryService } from '@uno-ts/query-search'
import type { Criteria, RowOf } from '@uno-ts/types'
import { z } from 'zod'
import { pageFields, pageOf, pageRequest, shownPage } from '../lists/page-fields.ts'
import { sortBy, sortField } from '../lists/sort-field.ts'
import { productRow, type products } from './products.ts'

const sorts = ['unitsSold', 'grossMilli', 'netMilli', 'netQuantity', 'saleInvoices', 'stock', 'code']

export const listProducts = defineQuery({
  type: 'ListProducts',
  summary: 'Products with their figures; service codes are none.',
  data: z.strictObject({
    /** Words that a name holds, all of them, upper or lower case. */
    q: z.string().max(200).optional(),
    sort: sortField(sorts, '-unitsSold'),
    ...pageFields({ limit: 50 }),
  }),
  result: pageOf(productRow),
  example: { sort: '-unitsSold', limit: 20 },
})

export type ProductRow = RowOf<typeof products>
export type ProductQueries = EnhancedQueryService<ProductRow>

export function listProductsHandler(productQueries: ProductQueries) {
  return new FindQueryHandler({
    definition: listProducts,
    service: productQueries,
    request: ({ q = '', sort, ...page }) => ({
      where: { op: 'and', operands: [isNoService, ...wordsOf(q).map(nameHolds)] },
      sort: sortBy(sort, 'code'),
      ...pageRequest(page),
    }),
    answer: (page) => shownPage(page, productRow),
  })
}

/** Services have stock codes too, but they are no products. */
export const isNoService: Criteria = { op: 'eq', field: 'service', value: false }

function wordsOf(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== '')
}

function nameHolds(word: string): Criteria {
  return { op: 'ilike', field: 'name', pattern: `%${word.replace(/[\\%_]/g, '\\$&')}%` }
}
