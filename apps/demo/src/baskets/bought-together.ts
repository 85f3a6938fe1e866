import { defineQuery } from '@uno-ts/cqrs-core'
import type { SqlGraphService } from '@uno-ts/query-search'
import { NotFoundError, type QueryHandler } from '@uno-ts/types'
import { z } from 'zod'
import { stockCode } from '../invoices/invoice-schema.ts'
import { pageOf } from '../lists/page-fields.ts'
import type { ProductQueries } from '../products/list-products.ts'
import type { productGraph } from './product-graph.ts'

export type ProductGraph = SqlGraphService<typeof productGraph>

const companion = z.object({
  code: z.string(),
  name: z.string(),
  /** In how many baskets both are. */
  weight: z.int(),
})

export const boughtTogether = defineQuery({
  type: 'BoughtTogether',
  summary: 'What was often bought together with a product, the most often first.',
  data: z.strictObject({
    code: stockCode,
    limit: z.coerce.number<string | number>().int().min(1).max(1_000).default(20),
  }),
  result: pageOf(companion),
  example: { code: '10001', limit: 5 },
})

export function boughtTogetherHandler({
  graph,
  productQueries,
}: {
  readonly graph: ProductGraph
  readonly productQueries: ProductQueries
}): QueryHandler<typeof boughtTogether> {
  return async ({ code, limit }, { signal }) => {
    const product = await productQueries.getById(code, { signal })
    if (product === undefined || product.service) throw new NotFoundError('product')
    const of = { label: 'Product', key: code } as const
    const { neighbours } = await graph.neighbours({ of, edges: ['BOUGHT_WITH'], limit }, { signal })
    const codes = neighbours.map(({ node }) => node.key)
    const { items: found } = await productQueries.paginate(
      { where: { op: 'in', field: 'code', values: codes }, limit },
      { signal },
    )
    const names = new Map(found.map((row) => [row.code, row.name]))
    const items = neighbours.map(({ node, edge }) => ({
      code: node.key,
      name: names.get(node.key) ?? '',
      weight: edge.weight,
    }))
    return { items, next: null }
  }
}
