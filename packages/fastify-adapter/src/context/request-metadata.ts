import type { FastifyRequest } from 'fastify'
import type { MessageMetadata, Principal } from '@uno-ts/types'

/**
 * What travels with the message of a request: the caller's `x-correlation-id` (1 to 128 visible ASCII characters, else
 * the id of the request), its W3C trace context, and who asks for which tenant.
 */
export function requestMetadata(request: FastifyRequest, principal: Principal | undefined): MessageMetadata {
  const traceparent = textOf(request.headers['traceparent'], traceContext)
  return {
    correlationId: correlationIdOf(request),
    actor: principal?.id,
    tenant: principal?.tenant,
    traceparent,
    tracestate: traceparent === undefined ? undefined : textOf(request.headers['tracestate'], anyText),
  }
}

/** The caller's correlation id when it is usable, else the id of the request. */
export function correlationIdOf(request: FastifyRequest): string {
  return textOf(request.headers['x-correlation-id'], visible) ?? request.id
}

const visible = /^[\x21-\x7e]{1,128}$/
const anyText = /^[\x20-\x7e]{1,512}$/
/** Version, trace id, parent id and flags; ids of zeros mean none. */
const traceContext = /^(?!ff)[\da-f]{2}-(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}-[\da-f]{2}$/

function textOf(header: string | string[] | undefined, expected: RegExp): string | undefined {
  return typeof header === 'string' && expected.test(header) ? header : undefined
}
