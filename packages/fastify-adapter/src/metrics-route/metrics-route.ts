import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import type { MetricsSource, Policy } from '@uno-ts/types'
import { callerOf } from '../context/execute-options-of.ts'
import { metricsOperation } from '../openapi/metrics-operation.ts'
import { authoriseRequest, type GuardedRoute } from '../policy/route-policy.ts'

/** How the metrics page is reached. */
export interface MetricsRouteOptions {
  /** Default `/metrics`. */
  readonly url?: string | undefined
  /**
   * Who may read it; no function, for there is no message to ask about. Default: the policy of `cqrsPlugin`; with neither
   * the route is refused when it is registered.
   */
  readonly policy?: Exclude<Policy, (...parameters: never) => unknown> | undefined
}

/**
 * Makes the Fastify route of the metrics page: what the source collects, in Prometheus' text format, for a scraper.
 *
 * @example
 * ```ts
 * import { metricsRoute } from '@uno-ts/fastify-adapter'
 * import type { MetricsSource } from '@uno-ts/types'
 * import type { FastifyInstance } from 'fastify'
 *
 * export function scraped(app: FastifyInstance, source: MetricsSource): void {
 *   app.route(metricsRoute(source, { policy: { scopes: ['metrics:read'] } }))
 * }
 * ```
 */
export function metricsRoute(source: MetricsSource, options: MetricsRouteOptions = {}): RouteOptions {
  const { url = '/metrics', policy } = options
  const guarded: GuardedRoute = { name: 'metrics', kind: 'page', policy }
  const handler = async (request: FastifyRequest, reply: FastifyReply) => {
    const { principal } = await callerOf(request)
    authoriseRequest(request, guarded, principal)
    const text = await source.collect()
    return reply.header('cache-control', 'no-store').type(source.contentType).send(text)
  }
  const config = { cqrsRoute: guarded, swaggerTransform: metricsOperation }
  return { method: 'GET', url, handler, config }
}
