import { defineQuery } from '@uno-ts/cqrs-core'
import { NotFoundError, type QueryHandler } from '@uno-ts/types'
import { z } from 'zod'
import { stockCode } from '../invoices/invoice-schema.ts'
import type { ProductQueries } from './list-products.ts'
import { productRow } from './products.ts'

export const getProduct = defineQuery({
  type: 'GetProduct',
  summary: 'One product with its figures.',
  data: z.strictObject({ code: stockCode }),
  result: productRow,
  example: { code: '10001' },
})

export function getProductHandler(productQueries: ProductQueries): QueryHandler<typeof getProduct> {
  return async ({ code }, { signal }) => {
    const product = await productQueries.getById(code, { signal })
    if (product === undefined || product.service) throw new NotFoundError('product')
    return productRow.parse(product)
  }
}
