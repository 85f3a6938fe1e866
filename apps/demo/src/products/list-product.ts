import { defineCommand, unitOfWorkOf } from '@uno-ts/cqrs-core'
import type { CommandHandler } from '@uno-ts/types'
import { z } from 'zod'
import { description, position, stockCode } from '../invoices/invoice-schema.ts'
import type { KnownStreams } from '../invoices/known-streams.ts'
import { isProductCode } from '../invoices/invoice.ts'
import type { Products } from './product.ts'

export const listProduct = defineCommand({
  type: 'ListProduct',
  summary: 'Lists a stock code, so that invoices may name it.',
  data: z.strictObject({ stockCode, description: description.default('') }),
  result: z.object({ stockCode: z.string(), version: z.int(), globalPosition: position }),
  example: { stockCode: '90210', description: 'ENAMEL MILK JUG' },
  rules: { PRODUCT_ALREADY_LISTED: 'The stock code was listed before.' },
})

export interface ListProductDependencies {
  readonly products: Products
  readonly listedProducts: KnownStreams
}

export function listProductHandler({
  products,
  listedProducts,
}: ListProductDependencies): CommandHandler<typeof listProduct> {
  return async ({ stockCode, description }, context) => {
    const data = { stockCode, description, ...(!isProductCode(stockCode) && { service: true as const }) }
    const { streamVersion, globalPosition } = await products.transact(
      stockCode,
      { type: 'ListProduct', data },
      context,
    )
    unitOfWorkOf(context).onCommit(() => listedProducts.add(stockCode))
    return { stockCode, version: streamVersion, globalPosition }
  }
}
