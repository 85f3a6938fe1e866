import { defineQuery } from '@uno-ts/cqrs-core'
import type { Criteria, QueryHandler, ReadModelRepository, RowOf } from '@uno-ts/types'
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

export function listProductsHandler({
  productRows,
}: {
  readonly productRows: ReadModelRepository<ProductRow>
}): QueryHandler<typeof listProducts> {
  return async ({ q = '', sort, ...page }) => {
    const where: Criteria = {
      op: 'and',
      operands: [{ op: 'eq', field: 'service', value: false }, ...wordsOf(q).map(nameHolds)],
    }
    return shownPage(
      await productRows.find({ where, sort: sortBy(sort, 'code'), ...pageRequest(page) }),
      productRow,
    )
  }
}

function wordsOf(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== '')
}

function nameHolds(word: string): Criteria {
  return { op: 'ilike', field: 'name', pattern: `%${word.replace(/[\\%_]/g, '\\$&')}%` }
}
