import type { MessageContext, TenantId } from '@uno-ts/types'
import { messageFingerprint } from '../fingerprint/message-fingerprint.ts'

/** Who may be given the same answer: one principal, with one set of scopes, or everybody of a tenant. */
export type AnswerScope = 'principal' | 'tenant'

/** How every key begins. */
export const keyPrefix = 'query:'

/**
 * The key of an answer: the query's type and a hash of tenant, principal and whatever else the answer depends on. The
 * order of keys does not matter; an undefined field counts as absent.
 *
 * @throws TypeError when `parts` holds a function, a symbol or itself
 */
export function answerKey(context: MessageContext, scope: AnswerScope, parts: unknown): string {
  const { type } = context.message
  const who = scope === 'principal' ? askerOf(context) : 'everybody'
  return `${keyPrefix}${type}:${messageFingerprint(type, [tenantOf(context) ?? null, who, parts])}`
}

/** Whose data a query asks for. */
export function tenantOf({ metadata, principal }: MessageContext): TenantId | undefined {
  return metadata.tenant ?? principal?.tenant
}

function askerOf({ metadata, principal }: MessageContext): unknown {
  if (principal === undefined) return { actor: metadata.actor }
  return { id: principal.id, scopes: principal.scopes.toSorted() }
}
