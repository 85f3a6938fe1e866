import { defineQuery } from '@uno-ts/cqrs-core'
import { SearchQueryHandler } from '@uno-ts/query-search'
import { z } from 'zod'
import { pageOf } from '../lists/page-fields.ts'
import { isNoService, type ProductQueries } from './list-products.ts'
import { productRow } from './products.ts'

export const searchProducts = defineQuery({
  type: 'SearchProducts',
  summary: 'Products whose names hold what was typed, the best first.',
  data: z.strictObject({
    /** Words in any order, the last one perhaps unfinished. */
    q: z.string().max(200),
    limit: z.coerce.number<string | number>().int().min(1).max(1_000).default(20),
  }),
  result: pageOf(productRow),
  example: { q: 'storage jar' },
})

export function searchProductsHandler(productQueries: ProductQueries) {
  return new SearchQueryHandler({
    definition: searchProducts,
    service: productQueries,
    request: ({ q, limit }) => ({ text: q, where: isNoService, limit }),
    answer: ({ hits }) => ({ items: hits.map(({ row }) => productRow.parse(row)), next: null }),
  })
}
