import { defineQuery } from '@uno-ts/cqrs-core'
import { NotFoundError, type QueryHandler } from '@uno-ts/types'
import { z } from 'zod'
import { stockCode } from '../invoices/invoice-schema.ts'
import { pageOf } from '../lists/page-fields.ts'
import type { ProductQueries } from './list-products.ts'
import type { ProductLikeness } from './product-likeness.ts'
import { productRow } from './products.ts'

export const similarProducts = defineQuery({
  type: 'SimilarProducts',
  summary: 'Products whose names are like that of one, the likest first. The database needs pgvector.',
  data: z.strictObject({
    code: stockCode,
    limit: z.coerce.number<string | number>().int().min(1).max(1_000).default(20),
  }),
  result: pageOf(
    productRow.extend({
      /** 1 for the same words; comparable within an answer. */
      similarity: z.number(),
    }),
  ),
  example: { code: '10001', limit: 5 },
})

export function similarProductsHandler({
  likeness,
  productQueries,
}: {
  /** Of the names that are active. */
  readonly likeness: { now(): Promise<ProductLikeness> }
  readonly productQueries: ProductQueries
}): QueryHandler<typeof similarProducts> {
  return async ({ code, limit }, { signal }) => {
    const product = await productQueries.getById(code, { signal })
    if (product === undefined || product.service) throw new NotFoundError('product')
    const names = await likeness.now()
    const { hits } = await names.similar(code, { limit, signal })
    return {
      items: hits.map(({ row, score }) => ({ ...productRow.parse(row), similarity: score })),
      next: null,
    }
  }
}
