import type { ReadModelDefinition } from '@uno-ts/types'
import type { ReadModelQueryService } from '../service/read-model-query-service.ts'
import type { LiveQueryDefinition } from './live-query-definition.ts'

/** A read model and how it is asked. */
export interface LiveModel<Service> {
  readonly model: Pick<ReadModelDefinition, 'name'>
  readonly service: Service
}

/**
 * The row with an id, live: it is read again when that row has changed. Its parameter is the id.
 *
 * @example
 * ```ts
 * import { liveRow, type LiveModel, type LiveQueries, type ReadModelQueryService } from '@uno-ts/query-search'
 *
 * export function followOrder(live: LiveQueries, orders: LiveModel<ReadModelQueryService<object>>, id: string) {
 *   return live.query(liveRow(orders), id).subscribe()
 * }
 * ```
 */
export function liveRow<Row>({
  model: { name: table },
  service,
}: LiveModel<Pick<ReadModelQueryService<Row>, 'getById'>>): LiveQueryDefinition<string, Row | undefined> {
  return {
    name: `row of ${table}`,
    reads: (id) => [{ table, keys: [id] }],
    evaluate: (id, options) => service.getById(id, options),
  }
}
