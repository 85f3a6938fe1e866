import { defineQuery } from '@uno-ts/cqrs-core'
import type { QueryHandler } from '@uno-ts/types'
import { z } from 'zod'
import { isNoService, type ProductQueries } from './list-products.ts'

export const suggestProducts = defineQuery({
  type: 'SuggestProducts',
  summary: 'Completes what somebody is typing into the search.',
  data: z.strictObject({
    q: z.string().max(2_000),
    limit: z.coerce.number<string | number>().int().min(1).max(100).default(8),
  }),
  result: z.object({
    items: z.array(
      z.object({
        text: z.string(),
        /** How many products hold the word it was completed with. */
        count: z.int(),
      }),
    ),
  }),
  example: { q: 'red la' },
})

export function suggestProductsHandler(productQueries: ProductQueries): QueryHandler<typeof suggestProducts> {
  return async ({ q, limit }, { signal }) => {
    const items = await productQueries.suggest(
      { text: q, limit, where: isNoService, fuzzy: 'where-possible' },
      { signal },
    )
    return { items: [...items] }
  }
}
