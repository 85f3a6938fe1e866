import { ConfigurationError, type Resolver } from '@uno-ts/types'
import type { FastifyRequest } from 'fastify'
import { scopeOf } from '../plugin/cqrs-scope.ts'

/**
 * The container of a request: a scope of the `container` of `cqrsPlugin`, made when it is first asked for, disposed of when
 * the answer is out. The handler of its message, and of the messages that one sends, are resolved in it; whatever else
 * works for the request, such as `principal` or a hook, may take from it what they are to share.
 *
 * @throws ConfigurationError when `cqrsPlugin` has no container
 * @example
 * ```ts
 * import { requestScopeOf } from '@uno-ts/fastify-adapter'
 * import type { Principal } from '@uno-ts/types'
 * import type { FastifyRequest } from 'fastify'
 *
 * interface Sessions {
 *   principalOf(cookie: string | undefined): Promise<Principal | undefined>
 * }
 *
 * export const principal = (request: FastifyRequest) =>
 *   requestScopeOf(request).resolve<Sessions>('sessions').principalOf(request.headers.cookie)
 * ```
 */
export function requestScopeOf(request: FastifyRequest): Resolver {
  const { requestScopes } = scopeOf(request)
  if (requestScopes !== undefined) return requestScopes.of(request)
  throw new ConfigurationError(
    'expected the option "container" of cqrsPlugin: it makes the scopes of requests',
  )
}
