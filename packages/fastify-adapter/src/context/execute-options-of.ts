import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ExecuteOptions, MessageMetadata, Principal } from '@uno-ts/types'
import { auditedCall } from '../audit/audited-call.ts'
import { callerGone } from './caller-gone.ts'
import { refuseLongUrl } from './refuse-long-url.ts'
import { scopeOf } from '../plugin/cqrs-scope.ts'
import { requestMetadata } from './request-metadata.ts'

/** Who asks, and what travels with the message. */
export interface Caller {
  readonly principal: Principal | undefined
  readonly metadata: MessageMetadata
}

/**
 * Finds out who makes a request; what the application adds stands above what the headers say.
 *
 * @throws RequestError when its URL is too long
 */
export async function callerOf(request: FastifyRequest): Promise<Caller> {
  const scope = scopeOf(request)
  refuseLongUrl(request, scope.maxUrlLength)
  const principal = await scope.principal?.(request)
  const metadata = { ...requestMetadata(request, principal), ...scope.metadata?.(request) }
  if (scope.audited) Object.assign(auditedCall(request), { principal, correlationId: metadata.correlationId })
  return { principal, metadata }
}

/** The options a route hands its bus: the payload is validated, and the signal ends when the caller leaves. */
export async function executeOptionsOf(
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<ExecuteOptions> {
  const signal = callerGone(reply)
  const { principal, metadata } = await callerOf(request)
  const resolver = scopeOf(request).requestScopes?.of(request)
  return { metadata, principal, signal, resolver, validated: true }
}
