import type { FastifyRequest } from 'fastify'
import { globalPosition, ValidationError, type GlobalPosition } from '@uno-ts/types'
import { found } from '../payload/found.ts'

/**
 * Where a client wants to go on: the `Last-Event-ID` a browser sends when it comes back, else `?after=` of its first
 * visit.
 *
 * @throws ValidationError when it is not one position
 */
export function lastEventId(request: FastifyRequest): GlobalPosition | undefined {
  const header = request.headers['last-event-id']
  if (header !== undefined && header !== '') return positionFrom(header, ['header', 'last-event-id'])
  const { after } = request.query as { readonly after?: unknown } // text or a list of it
  return after === undefined ? undefined : positionFrom(after, ['query', 'after'])
}

function positionFrom(value: unknown, path: readonly string[]): GlobalPosition {
  try {
    return globalPosition(typeof value === 'string' ? value : 'more than one')
  } catch (cause) {
    const message = 'expected one position: a whole number from 0 to 2^63 − 1'
    const issue = { path, message, found: found(value) }
    throw new ValidationError('the request', [issue], { cause })
  }
}
