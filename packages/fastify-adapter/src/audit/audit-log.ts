import type { Json, TenantId } from '@uno-ts/types'

/** Who did what, and how it ended: one request to a route of a message, a stream or a page of the process. */
export interface AuditEntry {
  /** When it began. */
  readonly at: Date
  /** Stands in the log and in the answer of a request that failed. */
  readonly requestId: string
  readonly correlationId?: string | undefined
  /** The principal's id. Absent for nobody known. */
  readonly actor?: string | undefined
  readonly tenant?: TenantId | undefined
  /** The caller's address, as Fastify's `trustProxy` lets it be seen. */
  readonly ip: string
  readonly kind: 'command' | 'query' | 'stream' | 'page'
  /** A message's type, or `changes`. */
  readonly name: string
  readonly method: string
  /** The route's pattern: `/orders/:orderId`. */
  readonly route: string
  readonly status: number
  /** `refused` is the caller's fault (4xx), `failed` ours (5xx), `gone` when the caller left before the answer. */
  readonly outcome: 'done' | 'refused' | 'failed' | 'gone'
  /** The code of the error it ended in. */
  readonly code?: string | undefined
  readonly durationMs: number
  /** The payload, redacted. Absent when none was valid. */
  readonly data?: Json | undefined
}

/** Keeps who did what. */
export interface AuditLog {
  /** Called when the answer is out, or its caller gone. What it throws is logged; the answer stands. */
  record(entry: AuditEntry): void | Promise<void>
}

/** What is written down of the requests of a scope. */
export interface AuditOptions {
  /** Where entries go. */
  readonly log: AuditLog
  /** Default: commands and streams. */
  readonly kinds?: readonly AuditEntry['kind'][] | undefined
  /**
   * Names of fields whose values are not written down, wherever they stand, beside those that are never written: passwords,
   * secrets, tokens, keys, cookies, numbers of cards and accounts. Case, `_` and `-` make no difference. Default: none.
   */
  readonly redact?: readonly string[] | undefined
}
