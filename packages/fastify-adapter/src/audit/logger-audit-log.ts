import type { Logger } from '@uno-ts/types'
import type { AuditEntry, AuditLog } from './audit-log.ts'

/**
 * Writes the audit log to a logger, each entry as the facts of a line at `info`.
 *
 * @example
 * ```ts
 * import { cqrsPlugin, loggerAuditLog } from '@uno-ts/fastify-adapter'
 * import type { CommandBus, QueryBus } from '@uno-ts/types'
 * import type { FastifyInstance } from 'fastify'
 *
 * export async function audited(app: FastifyInstance, commandBus: CommandBus, queryBus: QueryBus) {
 *   const audit = { log: loggerAuditLog(app.log), redact: ['note'] }
 *   await app.register(cqrsPlugin, { commandBus, queryBus, policy: 'public', audit })
 * }
 * ```
 */
export function loggerAuditLog(logger: Pick<Logger, 'info'>): AuditLog {
  return { record: (entry: AuditEntry) => logger.info({ audit: entry }, `${entry.name} ${entry.outcome}`) }
}
