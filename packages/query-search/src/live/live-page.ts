import type { Page, PageRequest } from '@uno-ts/types'
import type { ReadModelQueryService } from '../service/read-model-query-service.ts'
import type { LiveQueryDefinition } from './live-query-definition.ts'
import type { LiveModel } from './live-row.ts'

/**
 * A page of rows, live: it is read again when any row of the model has changed. Its parameter is the page's request.
 *
 * @example
 * ```ts
 * import { livePage, type LiveModel, type LiveQueries, type ReadModelQueryService } from '@uno-ts/query-search'
 *
 * export function followDear(live: LiveQueries, products: LiveModel<ReadModelQueryService<object>>) {
 *   return live.query(livePage(products), { sort: [{ field: 'price', direction: 'desc' }], limit: 10 }).subscribe()
 * }
 * ```
 */
export function livePage<Row>({
  model: { name: table },
  service,
}: LiveModel<Pick<ReadModelQueryService<Row>, 'paginate'>>): LiveQueryDefinition<PageRequest, Page<Row>> {
  return {
    name: `page of ${table}`,
    reads: () => [{ table }],
    evaluate: (request, options) => service.paginate(request, options),
  }
}
