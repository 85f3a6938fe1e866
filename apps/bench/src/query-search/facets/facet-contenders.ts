import { FullTextSearch } from '@uno-ts/query-search'
import { KyselyCriteriaCompiler, PostgresReadModelRepository } from '@uno-ts/read-model'
import { Kysely, PostgresDialect } from 'kysely'
import type { Pool } from 'pg'
import { facetProducts, type FacetProduct } from './facet-products.ts'

/** What a search by facets answers. */
export interface FacetAnswer {
  readonly rows: readonly FacetProduct[]
  readonly total: number
  readonly facets: Readonly<Record<string, readonly { readonly value: string; readonly count: number }[]>>
}

/** Somebody who searches products by words and counts their facets. */
export interface FacetContender {
  readonly name: string
  open(pool: Pool): (words: readonly string[]) => Promise<FacetAnswer>
}

const facets = ['colour', 'category', 'country']
const limit = 20

/** The search service over the repository, both as an application makes them. */
export const facetsUnoTs: FacetContender = {
  name: 'uno-ts',
  open(pool) {
    const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
    const repository = new PostgresReadModelRepository({ db, pool, model: facetProducts })
    const compiler = new KyselyCriteriaCompiler()
    const products = new FullTextSearch<FacetProduct>({
      db,
      pool,
      model: facetProducts,
      repository,
      compiler,
    })
    return async (words) => {
      const found = await products.search({ text: words.join(' '), facets, limit })
      const { hits, total = 0, facets: counted = {} } = found
      return { rows: hits.map(({ row }) => row), total, facets: counted }
    }
  },
}

/** The same in one statement by hand: found by any word, judged by how rare the words are, counted, with its rows. */
export const facetsByHand: FacetContender = {
  name: 'by hand',
  open: (pool) => async (words) => {
    const { rows } = await pool.query<FacetAnswer & { readonly total: string }>({
      name: 'search products',
      text: statement,
      values: ['default', words.slice(0, -1), words.at(-1), limit],
    })
    const [found] = rows
    return { rows: found?.rows ?? [], total: Number(found?.total), facets: found?.facets ?? {} }
  },
}

const counts = facets
  .map(
    (facet) => `'${facet}', (
      select coalesce(json_agg(json_build_object('value', value, 'count', count) order by count desc, value), '[]')
      from (select ${facet} as value, count(*) as count from hits group by 1 order by 2 desc, 1 limit 100) as counted)`,
  )
  .join(', ')

const rank = (term: string) => `ts_rank('{0.4, 0.6, 0.8, 1}', search_vector, (select ${term} from asked), 1)`
const weight = (rank: string) => `ln(1 + count(*)::float8 / nullif(count(*) filter (where ${rank} > 0), 0))`

const statement = `with asked as materialized (
  select plainto_tsquery('english', ($2::text[])[1]) as first, plainto_tsquery('english', ($2::text[])[2]) as second,
    to_tsquery('english', $3 || ':*') as last
),
found as materialized (
  select code, name, colour, category, country, price, ${rank('first')} as rank1, ${rank('second')} as rank2,
    ${rank('last')} as rank3
  from uno.facet_products where tenant_id = $1
    and search_vector @@ (select last || coalesce(first, '') || coalesce(second, '') from asked)
),
rarity as materialized (
  select ${weight('rank1')} as weight1, ${weight('rank2')} as weight2, ${weight('rank3')} as weight3 from found
),
hits as materialized (
  select found.*, (coalesce(rank1 * weight1, 0) + coalesce(rank2 * weight2, 0) + coalesce(rank3 * weight3, 0))
    * sqrt(coalesce(cast(rank1 > 0 as integer), 0) + coalesce(cast(rank2 > 0 as integer), 0)
      + coalesce(cast(rank3 > 0 as integer), 0)) as score
  from found, rarity
),
page as (select * from hits order by score desc, code limit $4)
select (select json_agg(json_build_object('code', code, 'name', name, 'colour', colour, 'category', category,
    'country', country, 'price', price) order by score desc, code) from page) as rows,
  (select count(*) from hits) as total, json_build_object(${counts}) as facets`
