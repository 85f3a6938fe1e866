import type { FastifyRequest } from 'fastify'
import type { Principal } from '@uno-ts/types'

/** What the route of a request has found out, for whoever writes it down. */
export interface AuditedCall {
  principal?: Principal | undefined
  correlationId?: string | undefined
  /** The payload, once it is valid. */
  data?: unknown
  /** Whether it became a WebSocket. */
  isConnected?: boolean | undefined
  /** The code of the error it ended in. */
  code?: string | undefined
}

const calls = new WeakMap<FastifyRequest, AuditedCall>()

/** What is known of a request so far; it may be added to. */
export function auditedCall(request: FastifyRequest): AuditedCall {
  let call = calls.get(request)
  if (call === undefined) {
    call = {}
    calls.set(request, call)
  }
  return call
}
