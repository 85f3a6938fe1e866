import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import type { Command, CommandDefinition, ResultOf } from '@uno-ts/types'
import { auditedCall } from '../audit/audited-call.ts'
import { checkedResult } from '../answer/checked-result.ts'
import { jsonWriter } from '../answer/json.ts'
import { positionIn } from '../answer/position-in.ts'
import { sendAnswer } from '../answer/send-answer.ts'
import { versionIn } from '../conditional/entity-tag.ts'
import { executeOptionsOf } from '../context/execute-options-of.ts'
import { idempotencyKeyOf } from '../context/idempotency-key.ts'
import { commandOperation } from '../openapi/command-operation.ts'
import { inputPlan } from '../payload/input-plan.ts'
import { readInput } from '../payload/read-input.ts'
import { validateInput } from '../payload/validate-input.ts'
import { scopeOf } from '../plugin/cqrs-scope.ts'
import { authoriseMessage, authoriseRequest, type GuardedRoute } from '../policy/route-policy.ts'
import type { CommandRouteOptions } from './command-route-options.ts'

/**
 * Makes the Fastify route of a command: path, query string and body become its payload, the message's own schema
 * validates it once, and the scope's command bus executes it. The answer is its result as JSON.
 *
 * It is plain `RouteOptions`: spread it to add hooks, limits or constraints. An `Idempotency-Key` header reaches the bus.
 * When the caller leaves, the handler's signal is aborted.
 *
 * @throws ConfigurationError when two parts of the request would give the same field
 * @example
 * ```ts
 * import type { CommandDefinition } from '@uno-ts/types'
 * import { commandRoute } from '@uno-ts/fastify-adapter'
 * import type { FastifyInstance } from 'fastify'
 *
 * export function orderRoutes(app: FastifyInstance, placeOrder: CommandDefinition): void {
 *   app.route(commandRoute(placeOrder, { url: '/orders', status: 201 }))
 * }
 * ```
 */
export function commandRoute<Definition extends CommandDefinition>(
  definition: Definition,
  options: CommandRouteOptions<Definition>,
): RouteOptions {
  const { url, method = 'POST', status = 200, query, map, ifMatch, location } = options
  const { position = positionIn, version = versionIn } = options
  const needsKey = options.idempotencyKey === 'required'
  const plan = inputPlan(definition, { url, rest: 'body', query, map, ifMatch })
  const write = jsonWriter()
  const guarded: GuardedRoute = { name: definition.type, kind: 'command', policy: options.policy }
  const handler = async (request: FastifyRequest, reply: FastifyReply) => {
    const caller = await executeOptionsOf(request, reply)
    authoriseRequest(request, guarded, caller.principal)
    const data = await validateInput(definition, readInput(plan, request))
    if (scopeOf(request).audited) auditedCall(request).data = data
    const idempotencyKey = idempotencyKeyOf(request.headers['idempotency-key'], needsKey)
    // Made of the schema's output: `validated` tells the bus not to expect its input.
    const command = definition(data) as Command<Definition>
    await authoriseMessage(request, guarded, caller.principal, command)
    const execution = { ...caller, idempotencyKey }
    const result: ResultOf<Definition> = await scopeOf(request).commandBus.execute(command, execution)
    const place = location?.(result, data)
    const stamps = { position: position(result), version: version(result) }
    const shown = scopeOf(request).checkResults ? await checkedResult(definition, result) : result
    return sendAnswer(reply, { status, result: shown, location: place, ...stamps, write })
  }
  const config = { cqrsRoute: guarded, swaggerTransform: commandOperation(definition, plan, options) }
  return { method, url, handler, config }
}
