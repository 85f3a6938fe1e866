import type { FastifyRequest } from 'fastify'
import { ForbiddenError } from '@uno-ts/types'

/**
 * Lets pages connect that may: a browser sends cookies with a WebSocket or a stream of any page, so that the page must be
 * asked for.
 *
 * @throws ForbiddenError when another page connects
 */
export function checkOrigin(request: FastifyRequest, origins: readonly string[] | undefined): void {
  const { origin } = request.headers
  if (origin === undefined) return // no browser
  const allowed = origins === undefined ? hostOf(origin) === request.host : origins.includes(origin)
  if (!allowed) throw new ForbiddenError('pages of this origin may not connect')
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}
