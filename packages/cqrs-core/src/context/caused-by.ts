import type { MessageMetadata } from '@uno-ts/types'

/** What a message hands on to the events it causes: its own id becomes the cause. */
export function causedBy(metadata: MessageMetadata): MessageMetadata {
  const { messageId, causationId, ...handedOn } = metadata
  return { ...handedOn, causationId: messageId ?? causationId }
}
