import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from '@uno-ts/types'
import type { GuardedRoute } from '../policy/route-policy.ts'
import type { AuditEntry, AuditOptions } from './audit-log.ts'
import { auditedCall } from './audited-call.ts'
import { redaction } from './redact.ts'

/** Writes down the requests of a scope when their answers are out. */
export function auditRequests(
  app: FastifyInstance,
  { log, kinds = ['command', 'stream'], redact }: AuditOptions,
  logger: Logger | undefined,
): void {
  const wanted = new Set(kinds)
  const redacted = redaction(redact)
  const record = async (
    request: FastifyRequest,
    reply: FastifyReply,
    route: GuardedRoute,
    gone: boolean,
  ): Promise<void> => {
    const found = entryOf(request, reply, route, redacted)
    const entry: AuditEntry = gone ? { ...found, outcome: 'gone' } : found
    try {
      await log.record(entry)
    } catch (error) {
      const facts = { err: error, requestId: request.id, name: entry.name, actor: entry.actor }
      ;(logger ?? request.log).error(facts, 'a request was not written to the audit log')
    }
  }
  // A WebSocket has no answer when it is made, and ends with its connection. One that was refused has an answer.
  app.addHook('preValidation', (request, reply, done) => {
    const route = request.routeOptions.config.cqrsRoute
    if (route !== undefined && wanted.has(route.kind) && (request as { readonly ws?: boolean }).ws === true) {
      request.raw.socket.once('close', () => {
        if (auditedCall(request).isConnected === true) void record(request, reply.code(101), route, false)
      })
    }
    done()
  })
  // By then the handler has ended, also for a caller that has left; `onResponse` would not hear of those.
  app.addHook('onSend', (request, reply, payload, done) => {
    const route = request.routeOptions.config.cqrsRoute
    if (route !== undefined && wanted.has(route.kind)) {
      const { raw } = reply
      if (raw.destroyed) void record(request, reply, route, true)
      else raw.once('close', () => void record(request, reply, route, !raw.writableEnded))
    }
    done(null, payload)
  })
}

function entryOf(
  request: FastifyRequest,
  reply: FastifyReply,
  { name, kind }: GuardedRoute,
  redacted: (data: unknown) => AuditEntry['data'],
): AuditEntry {
  const { principal, correlationId, data, code } = auditedCall(request)
  const durationMs = reply.elapsedTime
  return {
    at: new Date(Date.now() - durationMs),
    requestId: request.id,
    correlationId,
    actor: principal?.id,
    tenant: principal?.tenant,
    ip: request.ip,
    kind,
    name,
    method: request.method,
    route: request.routeOptions.url ?? request.url,
    status: reply.statusCode,
    outcome: outcomeOf(reply.statusCode),
    code,
    durationMs,
    ...(data === undefined ? undefined : { data: redacted(data) }),
  }
}

function outcomeOf(status: number): AuditEntry['outcome'] {
  if (status >= 500) return 'failed'
  return status >= 400 ? 'refused' : 'done'
}
