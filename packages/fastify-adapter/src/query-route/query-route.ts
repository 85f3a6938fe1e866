import type { RouteOptions } from 'fastify'
import type { QueryDefinition } from '@uno-ts/types'
import { scopeOf } from '../plugin/cqrs-scope.ts'
import { answeringRoute } from './answering-route.ts'
import type { QueryRouteOptions } from './query-route-options.ts'

/**
 * Makes the Fastify route of a query: path and query string become its payload, the message's own schema validates it
 * once, and the scope's query bus answers it. A handler that answers `undefined` means there is no such thing: 404.
 *
 * Values of a query string are text: the schema turns them into numbers and dates, as `z.coerce.number()` does. A
 * parameter may be repeated where its field is a list, and one value makes a list of one.
 *
 * @throws ConfigurationError when two parts of the request would give the same field
 * @example
 * ```ts
 * import type { QueryDefinition } from '@uno-ts/types'
 * import { queryRoute } from '@uno-ts/fastify-adapter'
 * import type { FastifyInstance } from 'fastify'
 *
 * export function orderRoutes(app: FastifyInstance, getOrder: QueryDefinition): void {
 *   app.route(queryRoute(getOrder, { url: '/orders/:orderId' }))
 * }
 * ```
 */
export function queryRoute<Definition extends QueryDefinition>(
  definition: Definition,
  options: QueryRouteOptions<Definition>,
): RouteOptions {
  return answeringRoute(definition, options, (message, execution, request) =>
    scopeOf(request).queryBus.execute(message, execution),
  )
}
