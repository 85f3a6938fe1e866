import { defineQuery } from '@uno-ts/cqrs-core'
import type { Criteria, DataOf, QueryHandler } from '@uno-ts/types'
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
    'Products whose names hold what was typed, or are like it, the best first; misspelt words are taken for what was meant.',
  data: z.strictObject({
    /** Words in any order, the last one perhaps unfinished. */
    q: z.string().max(2_000),
    /** By its words, by likeness of its name, or by both. */
    mode: z.enum(['hybrid', 'text', 'vector']).default('hybrid'),
    limit: z.coerce.number<string | number>().int().min(1).max(1_000).default(20),
    /** Chosen values of facets: of each facet any of them, divided by commas. */
    inStock: z.string().max(200).optional(),
    price: z.string().max(200).optional(),
  }),
  result: pageOf(foundProduct).extend({
    /** How many hold what was typed; facets count the same. Other products may be like them. */
    total: z.int(),
    facets: z.object({ inStock: counts, price: counts }),
    /** What was searched for instead of misspelt words. */
    corrections: z.array(z.object({ typed: z.string(), meant: z.array(z.string()) })),
    /** Ways of searching that this database cannot go, and why; empty as a rule. */
    leftOut: z.array(z.object({ source: z.string(), reason: z.string() })),
  }),
  example: { q: 'storage jar', price: '2 to 5,5 to 10' },
})

export function searchProductsHandler(productQueries: ProductQueries): QueryHandler<typeof searchProducts> {
  return async ({ q, mode, limit, ...choices }, { signal }) => {
    const found = await productQueries.search(
      {
        text: q,
        fuzzy: 'where-possible',
        where: isNoService,
        facets,
        chosen: chosenOf(choices),
        highlight: ['name'],
        limit,
      },
      { signal },
    )
    const { hits, leftOut } =
      mode === 'text'
        ? { hits: found.hits, leftOut: [] }
        : await inOtherWays({ q, mode, limit, ...choices }, signal)
    const marked = new Map(found.hits.map(({ row, highlights }) => [row.code, highlights?.['name']]))
    const { facets: counted = {}, corrections = [] } = found
    return {
      items: hits.map(({ row }) => ({
        ...productRow.parse(row),
        highlight: [...(marked.get(row.code) ?? [{ text: row.name, marked: false }])],
      })),
      next: null,
      total: found.total ?? 0,
      facets: { inStock: [...(counted['inStock'] ?? [])], price: [...(counted['price'] ?? [])] },
      corrections: corrections.map(({ typed, meant }) => ({ typed, meant: [...meant] })),
      leftOut: [...leftOut],
    }
  }

  /** By likeness, or by words and likeness: by words alone where the database knows no likeness. */
  function inOtherWays({ q, mode, limit, ...choices }: Asked, signal: AbortSignal | undefined) {
    const words = mode === 'hybrid' ? { text: { text: q, fuzzy: 'where-possible' } } : {}
    const where: Criteria = { op: 'and', operands: [isNoService, ...choicesOf(choices)] }
    const unable = mode === 'hybrid' ? 'leave-out' : 'fail'
    return productQueries.hybridQuery(
      { ask: { ...words, vector: { text: q } }, where, limit, unable },
      { signal },
    )
  }
}

type Asked = DataOf<typeof searchProducts>

type Choices = { readonly [Facet in (typeof facets)[number]]?: string | undefined }

function chosenOf(choices: Choices): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    facets.flatMap((facet) => {
      const chosen = choices[facet]
      return chosen === undefined ? [] : [[facet, chosen.split(',')]]
    }),
  )
}

/** The choices as criteria: facets write every value as a text. */
function choicesOf(choices: Choices): readonly Criteria[] {
  return Object.entries(chosenOf(choices)).map(([field, texts]) => {
    const values = field === 'inStock' ? texts.map((text) => text === 'true') : texts
    return { op: 'in', field, values }
  })
}
