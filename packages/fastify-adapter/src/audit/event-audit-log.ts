import { streamId, type Event, type EventStore, type Json, type StreamId } from '@uno-ts/types'
import type { AuditEntry, AuditLog } from './audit-log.ts'

/** Where the audit log is kept as events. */
export interface EventAuditLogOptions {
  /** The store whose streams keep the entries. */
  readonly eventStore: Pick<EventStore, 'append'>
  /** The stream of an entry. Default: one a day, `audit-2026-11-23`, in the tenant of the entry. */
  readonly stream?: ((entry: AuditEntry) => StreamId) | undefined
}

/** An entry of the audit log as an event. */
export type RequestAudited = Event<'RequestAudited', Readonly<Record<string, Json>>>

/**
 * Writes the audit log as events of type `RequestAudited`: kept, ordered, archived and read as all others are, and nobody
 * can change them. Entries of requests that come together share a commit.
 *
 * @example
 * ```ts
 * import { eventAuditLog, type AuditOptions } from '@uno-ts/fastify-adapter'
 * import type { EventStore } from '@uno-ts/types'
 *
 * export function auditOf(eventStore: EventStore): AuditOptions {
 *   return { log: eventAuditLog({ eventStore }), kinds: ['command', 'query', 'stream'] }
 * }
 * ```
 */
export function eventAuditLog({ eventStore, stream = streamOfDay }: EventAuditLogOptions): AuditLog {
  return {
    record: async (entry) => {
      const { at, actor, tenant, correlationId, ...facts } = entry
      const known = Object.entries(facts).filter(([, value]) => value !== undefined)
      const event: RequestAudited = {
        type: 'RequestAudited',
        data: { at: at.toISOString(), ...Object.fromEntries(known) },
        metadata: { actor, tenant, correlationId },
      }
      await eventStore.append(stream(entry), [event], { expectedVersion: 'any', tenant })
    },
  }
}

function streamOfDay({ at }: AuditEntry): StreamId {
  return streamId('audit', at.toISOString().slice(0, 10))
}
