import type { SearchRequest, SearchResult } from '@uno-ts/types'
import type { FullTextSearch } from '../full-text/full-text-search.ts'
import type { LiveQueryDefinition } from './live-query-definition.ts'
import type { LiveModel } from './live-row.ts'

/**
 * A search, live: it is made again when any row of the model has changed. Its parameter is the search's request.
 *
 * @example
 * ```ts
 * import { liveSearch, type FullTextSearch, type LiveModel, type LiveQueries } from '@uno-ts/query-search'
 *
 * export function followLamps(live: LiveQueries, products: LiveModel<FullTextSearch<object>>) {
 *   return live.query(liveSearch(products), { text: 'red lamp', facets: ['country'] }).subscribe()
 * }
 * ```
 */
export function liveSearch<Row>({
  model: { name: table },
  service,
}: LiveModel<Pick<FullTextSearch<Row>, 'search'>>): LiveQueryDefinition<SearchRequest, SearchResult<Row>> {
  return {
    name: `search of ${table}`,
    reads: () => [{ table }],
    evaluate: (request, options) => service.search(request, options),
  }
}
