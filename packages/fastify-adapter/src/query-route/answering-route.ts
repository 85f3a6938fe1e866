import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import {
  NotFoundError,
  type ExecuteOptions,
  type Query,
  type QueryDefinition,
  type ResultOf,
} from '@uno-ts/types'
import { auditedCall } from '../audit/audited-call.ts'
import { checkedResult } from '../answer/checked-result.ts'
import { jsonWriter } from '../answer/json.ts'
import { pageLinks, type PageParameters } from '../answer/page-links.ts'
import { positionIn } from '../answer/position-in.ts'
import { sendAnswer } from '../answer/send-answer.ts'
import { versionIn } from '../conditional/entity-tag.ts'
import { executeOptionsOf } from '../context/execute-options-of.ts'
import { consistencyTokenParameter, waitForToken } from '../context/wait-for-token.ts'
import { queryOperation } from '../openapi/query-operation.ts'
import { inputPlan, type InputPlan } from '../payload/input-plan.ts'
import { readInput } from '../payload/read-input.ts'
import { validateInput } from '../payload/validate-input.ts'
import { scopeOf } from '../plugin/cqrs-scope.ts'
import { authoriseMessage, authoriseRequest, type GuardedRoute } from '../policy/route-policy.ts'
import type { QueryRouteOptions } from './query-route-options.ts'

/** Finds the answer to a question that is valid and allowed. */
export type Answer<Definition extends QueryDefinition> = (
  message: Query<Definition>,
  execution: ExecuteOptions,
  request: FastifyRequest,
) => Promise<ResultOf<Definition>>

/** Makes the route of a question, whoever answers it. @throws ConfigurationError as `queryRoute` does */
export function answeringRoute<Definition extends QueryDefinition>(
  definition: Definition,
  options: QueryRouteOptions<Definition>,
  answer: Answer<Definition>,
): RouteOptions {
  const { url, method = 'GET', query, map, position = positionIn, version = versionIn } = options
  const { projections = [], maxWaitMs = 30_000, whenBehind = 'refuse' } = options
  const { cacheControl = 'private, no-cache' } = options
  const ignored = projections.length === 0 ? [] : [consistencyTokenParameter]
  const plan = inputPlan(definition, { url, rest: method === 'GET' ? 'query' : 'body', query, map, ignored })
  const pages = method === 'GET' ? pageParameters(plan, options.pages) : undefined
  const write = jsonWriter()
  const guarded: GuardedRoute = { name: definition.type, kind: 'query', policy: options.policy }
  const handler = async (request: FastifyRequest, reply: FastifyReply) => {
    const execution = await executeOptionsOf(request, reply)
    authoriseRequest(request, guarded, execution.principal)
    const data = await validateInput(definition, readInput(plan, request))
    if (scopeOf(request).audited) auditedCall(request).data = data
    // Made of the schema's output: `validated` tells the bus not to expect its input.
    const message = definition(data) as Query<Definition>
    await authoriseMessage(request, guarded, execution.principal, message)
    const waiting = { projections, maxWaitMs, whenBehind }
    const minPosition = await waitForToken(request, reply, waiting, execution.signal)
    const seen = minPosition === undefined ? execution : { ...execution, minPosition }
    const result: ResultOf<Definition> = await answer(message, seen, request)
    if (result === undefined) throw new NotFoundError(subjectOf(definition))
    reply.header('cache-control', cacheControl)
    const links = pages && pageLinks(request.originalUrl, result, pages)
    const stamps = { position: position(result), version: version(result) }
    const shown = scopeOf(request).checkResults ? await checkedResult(definition, result) : result
    return sendAnswer(reply, { status: 200, result: shown, ...stamps, links, write })
  }
  const config = { cqrsRoute: guarded, swaggerTransform: queryOperation(definition, plan, options) }
  return { method, url, handler, config }
}

/** The parameters that ask for other pages: those the route names, else the usual ones where the query has them. */
function pageParameters(plan: InputPlan, named: QueryRouteOptions['pages']): PageParameters | undefined {
  if (named === false) return undefined
  if (named !== undefined) return named
  if (!plan.hasField('after')) return undefined
  return { after: 'after', before: plan.hasField('before') ? 'before' : undefined }
}

/** What a query asks for, by its name: an `order` for `GetOrder`. */
function subjectOf({ type }: QueryDefinition): string {
  const noun = type.replace(/^(Get|Find|Show)(?=[A-Z])/, '')
  return noun.charAt(0).toLowerCase() + noun.slice(1)
}
