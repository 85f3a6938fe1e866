import type { MessageMetadata } from '@uno-ts/types'

/** What a message hands on to the events it causes: its own id becomes the cause. */
export function causedBy(metadata: MessageMetadata): MessageMetadata {
  const { messageId, correlationId, causationId, actor, tenant, traceparent, tracestate, custom } = metadata
  return {
    correlationId,
    causationId: messageId ?? causationId,
    actor,
    tenant,
    traceparent,
    tracestate,
    custom,
  }
}
