import { defineQuery } from '@uno-ts/cqrs-core'
import type { QueryHandler } from '@uno-ts/types'
import { z } from 'zod'
import { stockCode } from '../invoices/invoice-schema.ts'
import type { ProductGraph } from './bought-together.ts'

export const productPath = defineQuery({
  type: 'ProductPath',
  summary:
    'How two products hang together: the fewest steps from one to the other by what was bought together.',
  data: z.strictObject({
    from: stockCode,
    to: stockCode,
    /** In how many baskets the products of a step must both be, at least. */
    minWeight: z.coerce.number<string | number>().int().min(1).max(1_000_000).default(1),
  }),
  result: z.object({
    /** The codes from the first to the last, of several ways the one whose codes come first; null when there is none. */
    path: z.array(z.string()).nullable(),
    hops: z.int().nullable(),
    /** In how many baskets the products of each step both are. */
    weights: z.array(z.int()),
  }),
  example: { from: '10001', to: '10002', minWeight: 2 },
})

export function productPathHandler({
  graph,
}: {
  readonly graph: ProductGraph
}): QueryHandler<typeof productPath> {
  return async ({ from, to, minWeight }, { signal }) => {
    const { path } = await graph.shortestPath(
      {
        from: { label: 'Product', key: from },
        to: { label: 'Product', key: to },
        edges: ['BOUGHT_WITH'],
        minWeight,
      },
      { signal },
    )
    if (path === undefined) return { path: null, hops: null, weights: [] }
    return {
      path: path.nodes.map(({ key }) => key),
      hops: path.edges.length,
      weights: path.edges.map(({ weight }) => weight),
    }
  }
}
