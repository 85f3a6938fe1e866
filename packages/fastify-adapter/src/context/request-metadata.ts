import type { FastifyRequest } from 'fastify'
import type { MessageMetadata, Principal } from '@uno-ts/types'
import { requestTraceHeaders } from './request-trace.ts'

/**
 * What travels with the message of a request: the caller's `x-correlation-id` (1 to 128 visible ASCII characters, else
 * the id of the request), the W3C trace context, and who asks for which tenant.
 */
export function requestMetadata(request: FastifyRequest, principal: Principal | undefined): MessageMetadata {
  const trace = requestTraceHeaders(request)
  return {
    correlationId: correlationIdOf(request),
    actor: principal?.id,
    tenant: principal?.tenant,
    traceparent: trace?.traceparent,
    tracestate: trace?.tracestate,
  }
}

/** The caller's correlation id when it is usable, else the id of the request. */
export function correlationIdOf(request: FastifyRequest): string {
  const header = request.headers['x-correlation-id']
  return typeof header === 'string' && visible.test(header) ? header : request.id
}

const visible = /^[\x21-\x7e]{1,128}$/
