import type { ExecuteOptions, MessageContext, MessageMetadata, NewId } from '@uno-ts/types'

/** The metadata of one message. Who acts, and for whom, is what the credentials say; the rest is the caller's word. */
export function messageMetadata(
  { metadata, parent, principal = parent?.principal }: ExecuteOptions,
  newId: NewId,
): MessageContext['metadata'] {
  const messageId = metadata?.messageId ?? newId()
  if (metadata === undefined && parent === undefined && principal === undefined) {
    return { messageId, correlationId: messageId }
  }
  const inherited: MessageMetadata | undefined = parent?.metadata
  return {
    messageId,
    correlationId: metadata?.correlationId ?? inherited?.correlationId ?? messageId,
    causationId: metadata?.causationId ?? inherited?.messageId,
    actor: principal?.id ?? metadata?.actor ?? inherited?.actor,
    tenant: principal?.tenant ?? metadata?.tenant ?? inherited?.tenant,
    traceparent: metadata?.traceparent ?? inherited?.traceparent,
    tracestate: metadata?.tracestate ?? inherited?.tracestate,
    custom: metadata?.custom ?? inherited?.custom,
  }
}
