import type { FastifyReply, FastifyRequest } from 'fastify'
import { RequestError } from './request-error.ts'
import type { KnownRoutes } from './known-routes.ts'

/**
 * Makes the handler of addresses nobody answers: 405 with `Allow` when the path answers to another method, 404 otherwise.
 *
 * @throws RequestError always; the error handler says it as a problem document
 */
export function notFoundHandler(
  routes: KnownRoutes,
): (request: FastifyRequest, reply: FastifyReply) => never {
  return (request) => {
    const path = request.url.split('?', 1)[0] ?? ''
    const shown = path.length > 100 ? `${path.slice(0, 100)}…` : path
    const allowed = routes.methodsOf(path)
    if (allowed.length > 0) {
      throw new RequestError(
        'ERR_METHOD_NOT_ALLOWED',
        `${shown} answers to ${allowed.join(', ')}, found ${request.method}`,
        { allowed },
      )
    }
    throw new RequestError('ERR_ROUTE_NOT_FOUND', `there is nothing at ${request.method} ${shown}`)
  }
}
