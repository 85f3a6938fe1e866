import { deepStrictEqual } from 'node:assert/strict'
import { percentile } from '../../measure/percentile.ts'
import type { OpenPath } from '../../suite/path.ts'
import type { SearchDatabase, SearchPath } from '../search-path.ts'
import { facetsByHand, facetsUnoTs } from './facet-contenders.ts'
import { fillFacetProducts, typedWords } from './facet-products.ts'

/** How large a path by facets is. */
export interface FacetPathOptions {
  readonly id: string
  readonly products: number
  /** How many searches a round makes. */
  readonly searches: number
}

/** A path on which contenders search products by words, with three facets, against the same statement by hand. */
export function facetPath({ id, products, searches }: FacetPathOptions): SearchPath {
  return {
    id,
    does: `${searches} searches of ${products} products by one to three words, three facets, 20 rows; the 95th percentile`,
    unit: 'ms',
    better: 'lower',
    targets: [{ ours: facetsUnoTs.name, against: facetsByHand.name, ratio: 0.77 }],
    open: (database) => openFacetPath(database, { products, searches }),
  }
}

async function openFacetPath(
  { pool }: SearchDatabase,
  { products, searches }: Omit<FacetPathOptions, 'id'>,
): Promise<OpenPath> {
  await fillFacetProducts(pool, products)
  const running = [facetsUnoTs, facetsByHand].map((one) => ({ name: one.name, search: one.open(pool) }))
  const check = async (): Promise<void> => {
    for (let nr = 0; nr < 12; nr++) {
      const [ours, theirs] = await Promise.all(running.map(({ search }) => search(typedWords(nr))))
      deepStrictEqual(ours, theirs, `searches for ${typedWords(nr).join(' ')} have different answers`)
      if (ours?.rows.length === 0) throw new RangeError('nothing was found')
    }
  }
  await check()
  return {
    contenders: running.map(({ name, search }) => ({
      name,
      async run() {
        const times: number[] = []
        for (let nr = 0; nr < searches; nr++) {
          const began = performance.now()
          await search(typedWords(nr))
          times.push(performance.now() - began)
        }
        return percentile(times, 95)
      },
    })),
    verify: check,
    [Symbol.asyncDispose]: () => Promise.resolve(), // whoever gave the database closes it
  }
}
