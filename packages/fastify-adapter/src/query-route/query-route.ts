import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import { NotFoundError, type Query, type QueryDefinition, type ResultOf } from '@uno-ts/types'
import { jsonWriter } from '../answer/json.ts'
import { positionIn } from '../answer/position-in.ts'
import { sendAnswer } from '../answer/send-answer.ts'
import { executeOptionsOf } from '../context/execute-options-of.ts'
import { waitForToken } from '../context/wait-for-token.ts'
import { queryOperation } from '../openapi/query-operation.ts'
import { inputPlan } from '../payload/input-plan.ts'
import { readInput } from '../payload/read-input.ts'
import { validateInput } from '../payload/validate-input.ts'
import { scopeOf } from '../plugin/cqrs-scope.ts'
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
  const { url, method = 'GET', query, map, projections = [], position = positionIn } = options
  const plan = inputPlan(definition, { url, rest: method === 'GET' ? 'query' : 'body', query, map })
  const write = jsonWriter()
  const handler = async (request: FastifyRequest, reply: FastifyReply) => {
    const data = await validateInput(definition, readInput(plan, request))
    // Made of the schema's output: `validated` tells the bus not to expect its input.
    const message = definition(data) as Query<Definition>
    const execution = await executeOptionsOf(request, reply)
    await waitForToken(request, projections, execution.signal)
    const result: ResultOf<Definition> = await scopeOf(request).queryBus.execute(message, execution)
    if (result === undefined) throw new NotFoundError(subjectOf(definition))
    return sendAnswer(reply, { status: 200, result, position: position(result), write })
  }
  return { method, url, handler, config: { swaggerTransform: queryOperation(definition, plan, options) } }
}

/** What a query asks for, by its name: an `order` for `GetOrder`. */
function subjectOf({ type }: QueryDefinition): string {
  const noun = type.replace(/^(Get|Find|Show)(?=[A-Z])/, '')
  return noun.charAt(0).toLowerCase() + noun.slice(1)
}
