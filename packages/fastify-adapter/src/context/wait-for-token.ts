import type { FastifyRequest } from 'fastify'
import {
  ConfigurationError,
  positionOf,
  ValidationError,
  type GlobalPosition,
  type ProjectionId,
} from '@uno-ts/types'
import { consistencyTokenHeader } from '../answer/send-answer.ts'
import { scopeOf } from '../plugin/cqrs-scope.ts'

/**
 * Waits until the projections have come as far as the token a caller sends; without a token there is nothing to wait for.
 *
 * @throws ValidationError when the header is not a token of ours
 * @throws TimeoutError when the projections do not come that far in time
 */
export async function waitForToken(
  request: FastifyRequest,
  projections: readonly ProjectionId[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const position = tokenPosition(request.headers[consistencyTokenHeader])
  if (position === undefined || projections.length === 0) return
  const { consistency } = scopeOf(request)
  if (consistency === undefined) {
    throw new ConfigurationError(
      'expected the option "consistency" of cqrsPlugin: a query names its projections',
    )
  }
  await Promise.all(projections.map((projection) => consistency.waitFor(projection, position, { signal })))
}

function tokenPosition(header: string | string[] | undefined): GlobalPosition | undefined {
  if (header === undefined) return undefined
  try {
    return positionOf(String(header))
  } catch (cause) {
    const message = 'expected the token of an earlier answer'
    throw new ValidationError('the request', [{ path: ['header', consistencyTokenHeader], message }], {
      cause,
    })
  }
}
