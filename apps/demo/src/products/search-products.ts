import { defineQuery } from '@uno-ts/cqrs-core'
import { SearchQueryHandler } from '@uno-ts/query-search'
import { z } from 'zod'
import { pageOf } from '../lists/page-fields.ts'
import { isNoService, type ProductQueries } from './list-products.ts'
import { productRow } from './products.ts'

const facets = ['inStock', 'price'] as const

const foundProduct = productRow.extend({
  /** The name in pieces; words that were found are marked. */
  highlight: z.array(z.object({ text: z.string(), marked: z.boolean() })),
})
const counts = z.array(z.object({ value: z.string(), count: z.int() }))

export const searchProducts = defineQuery({
  type: 'SearchProducts',
  summary:
    'Products whose names hold what was typed, the best first; misspelt words are taken for what was meant.',
  data: z.strictObject({
    /** Words in any order, the last one perhaps unfinished. */
    q: z.string().max(2_000),
    mode: z.enum(['text']).default('text'),
    limit: z.coerce.number<string | number>().int().min(1).max(1_000).default(20),
    /** Chosen values of facets: of each facet any of them, divided by commas. */
    inStock: z.string().max(200).optional(),
    price: z.string().max(200).optional(),
  }),
  result: pageOf(foundProduct).extend({
    total: z.int(),
    facets: z.object({ inStock: counts, price: counts }),
    /** What was searched for instead of misspelt words. */
    corrections: z.array(z.object({ typed: z.string(), meant: z.array(z.string()) })),
  }),
  example: { q: 'storage jar', price: '2 to 5,5 to 10' },
})

export function searchProductsHandler(productQueries: ProductQueries) {
  return new SearchQueryHandler({
    definition: searchProducts,
    service: productQueries,
    request: ({ q, limit, inStock, price }) => ({
      text: q,
      fuzzy: 'where-possible',
      where: isNoService,
      facets,
      chosen: chosenOf({ inStock, price }),
      highlight: ['name'],
      limit,
    }),
    answer: ({ hits, total = 0, facets: counted = {}, corrections = [] }) => ({
      items: hits.map(({ row, highlights }) => ({
        ...productRow.parse(row),
        highlight: [...(highlights?.['name'] ?? [])],
      })),
      next: null,
      total,
      facets: { inStock: [...(counted['inStock'] ?? [])], price: [...(counted['price'] ?? [])] },
      corrections: corrections.map(({ typed, meant }) => ({ typed, meant: [...meant] })),
    }),
  })
}

type Choices = { readonly [Facet in (typeof facets)[number]]: string | undefined }

function chosenOf(choices: Choices): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    facets.flatMap((facet) => {
      const chosen = choices[facet]
      return chosen === undefined ? [] : [[facet, chosen.split(',')]]
    }),
  )
}
