import type { FastifyReply, FastifyRequest } from 'fastify'
import {
  ConfigurationError,
  isUnoError,
  positionOf,
  ValidationError,
  type ConsistencyWaiter,
  type GlobalPosition,
  type ProjectionId,
} from '@uno-ts/types'
import { consistencyTokenHeader } from '../answer/send-answer.ts'
import type { RequestParts } from '../payload/request-parts.ts'
import { scopeOf } from '../plugin/cqrs-scope.ts'
import { preferencesOf } from '../preference/preferences.ts'

/** The query parameter that carries a token where no header can be sent, as in a link. */
export const consistencyTokenParameter = 'consistency-token'

/** The header of an answer that was given although its projections had not come as far as the token. */
export const consistencyHeader = 'uno-consistency'

/** How a query waits for its projections. */
export interface Waiting {
  readonly projections: readonly ProjectionId[]
  /** The longest a caller may wish to wait, in milliseconds. */
  readonly maxWaitMs: number
  /** What happens to a caller that does not say it by `Prefer: handling`. */
  readonly whenBehind: 'refuse' | 'answer'
}

/**
 * Waits until the projections have come as far as the token a caller sends; without a token there is nothing to wait for.
 * `Prefer: wait=2` says how long at most, in seconds; `Prefer: handling=lenient` takes an older answer when the time is
 * over, which then says so in `uno-consistency: stale`.
 *
 * @returns what the projections have seen for sure; `undefined` when nothing was asked for, or not in time
 * @throws ValidationError when it is not a token of ours
 * @throws TimeoutError when the projections do not come that far in time
 */
export async function waitForToken(
  request: FastifyRequest,
  reply: FastifyReply,
  { projections, maxWaitMs, whenBehind }: Waiting,
  signal: AbortSignal | undefined,
): Promise<GlobalPosition | undefined> {
  if (projections.length === 0) return undefined
  const position = tokenPosition(request)
  if (position === undefined) return undefined
  const waiter = waiterOf(request)
  const { waitMs, handling } = preferencesOf(request.headers['prefer'])
  const timeoutMs = waitMs === undefined ? undefined : Math.min(waitMs, maxWaitMs)
  try {
    await Promise.all(
      projections.map((projection) => waiter.waitFor(projection, position, { timeoutMs, signal })),
    )
    return position
  } catch (error) {
    const lenient = handling === undefined ? whenBehind === 'answer' : handling === 'lenient'
    if (!lenient || !isUnoError(error, 'ERR_TIMEOUT')) throw error
    reply.header(consistencyHeader, 'stale')
    return undefined
  }
}

function waiterOf(request: FastifyRequest): ConsistencyWaiter {
  const { consistency } = scopeOf(request)
  if (consistency !== undefined) return consistency
  throw new ConfigurationError(
    'expected the option "consistency" of cqrsPlugin: a query names its projections',
  )
}

function tokenPosition({ headers, query }: FastifyRequest): GlobalPosition | undefined {
  const parameters = query as RequestParts['query'] // Fastify's query parser gives nothing else
  const header = headers[consistencyTokenHeader]
  const token = header ?? parameters[consistencyTokenParameter]
  if (token === undefined) return undefined
  try {
    return positionOf(token.toString())
  } catch (cause) {
    const message = 'expected the token of an earlier answer'
    const path =
      header === undefined ? ['query', consistencyTokenParameter] : ['header', consistencyTokenHeader]
    throw new ValidationError('the request', [{ path, message }], { cause })
  }
}
