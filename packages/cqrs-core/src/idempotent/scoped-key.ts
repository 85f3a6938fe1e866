import { createHash } from 'node:crypto'
import { defaultTenant, type IdempotencyKey, type MessageContext, type TenantId } from '@uno-ts/types'
import { messageFingerprint } from '../fingerprint/message-fingerprint.ts'

/**
 * The key of a call as the store knows it: a key belongs to its tenant and to whoever acts. Another actor who uses the
 * same one, by accident or by guessing, neither meets the first call nor is told its answer.
 *
 * An actor is in it as a hash: names and addresses stay out of the table, and the length is always the same.
 */
export function scopedKey(
  { message, metadata }: Pick<MessageContext, 'message' | 'metadata'>,
  { key, tenant = defaultTenant }: { readonly key: string; readonly tenant?: TenantId | undefined },
): IdempotencyKey {
  const { actor } = metadata
  return {
    tenant: metadata.tenant ?? tenant,
    // No header holds a line break, so that nobody without an actor can write another one's key.
    key: actor === undefined ? key : `${createHash('sha256').update(actor).digest('base64url')}\n${key}`,
    fingerprint: messageFingerprint(message.type, message.data),
  }
}
