import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify'
import {
  checkPolicy,
  checkStandingPolicy,
  ConfigurationError,
  type Message,
  type Policy,
  type Principal,
} from '@uno-ts/types'
import { scopeOf } from '../plugin/cqrs-scope.ts'

/** What a route of ours tells the scope it is registered in. */
export interface GuardedRoute {
  /** What it answers: a message's type, or `changes`. */
  readonly name: string
  /** A `page` shows what the process knows of itself. */
  readonly kind: 'command' | 'query' | 'stream' | 'page'
  readonly policy: Policy | undefined
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Set by the route factories of this package. */
    readonly cqrsRoute?: GuardedRoute
  }
}

/**
 * Gives a route of ours the policy of its scope when it has none of its own, for whoever describes it.
 *
 * @throws ConfigurationError naming the route, when nobody has said a policy for it
 */
export function settlePolicy(app: FastifyInstance, options: RouteOptions): void {
  const { method, url, config } = options
  const route = config?.cqrsRoute
  if (route === undefined) return
  const policy = route.policy ?? app.cqrs.policy
  const name = `the route ${[method].flat().join('|')} ${url} of ${route.name}`
  if (policy === undefined) {
    const cure = `give it a "policy" ('public' for everybody), or give cqrsPlugin one for all its routes`
    throw new ConfigurationError(`${name} does not say who may call it: ${cure}`, { path: url })
  }
  if ((route.kind === 'stream' || route.kind === 'page') && typeof policy === 'function') {
    const cure = `expected a "policy" of its own that is no function: a ${route.kind} has no message to ask about`
    throw new ConfigurationError(`${name}: ${cure}`, { path: url })
  }
  options.config = { ...config, cqrsRoute: { ...route, policy } }
}

/**
 * Lets a request pass that its route's policy allows, before anything of it is read. A policy that is a function waits
 * for the message: {@link authoriseMessage}.
 *
 * @throws UnauthenticatedError when somebody must be signed in
 * @throws ForbiddenError when scopes are missing
 */
export function authoriseRequest(
  request: FastifyRequest,
  { name, policy: own }: GuardedRoute,
  principal: Principal | undefined,
): void {
  const policy = own ?? scopeOf(request).policy
  if (policy !== undefined && typeof policy !== 'function') checkStandingPolicy(policy, principal, name)
}

/** Asks a policy that is a function, for a message whose payload is valid. @throws as {@link authoriseRequest} */
export async function authoriseMessage(
  request: FastifyRequest,
  { policy: own }: GuardedRoute,
  principal: Principal | undefined,
  message: Message,
): Promise<void> {
  const policy = own ?? scopeOf(request).policy
  if (typeof policy === 'function') await checkPolicy(policy, principal, message)
}
