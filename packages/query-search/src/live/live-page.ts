import type { Page, PageRequest, ReadModelOptions } from '@uno-ts/types'
import type { LiveQueryDefinition } from './live-query-definition.ts'
import type { LiveModel } from './live-row.ts'

/** Asks for pages of whole rows: a query service, whatever it does besides. */
export interface PageService<Row> {
  paginate(request?: Omit<PageRequest, 'fields'>, options?: ReadModelOptions): Promise<Page<Row>>
}

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
}: LiveModel<PageService<Row>>): LiveQueryDefinition<Omit<PageRequest, 'fields'>, Page<Row>> {
  return {
    name: `page of ${table}`,
    reads: () => [{ table }],
    evaluate: (request, options) => service.paginate(request, options),
  }
}
