import type { MessageContext, ReadOptions } from '@uno-ts/types'

/**
 * How a handler reads from the event store: for the tenant and with the signal of its message, and on the connection of
 * its unit of work once that has opened its database transaction. A read on another connection waits for ever where the
 * pool has one only.
 *
 * @example
 * ```ts
 * import { readOptionsOf } from '@uno-ts/cqrs-core'
 * import { streamId, type EventStore, type MessageContext } from '@uno-ts/types'
 *
 * export async function isListed(eventStore: EventStore, code: string, context: MessageContext): Promise<boolean> {
 *   const { streamVersion } = await eventStore.streamState(streamId('product', code), readOptionsOf(context))
 *   return streamVersion > 0
 * }
 * ```
 */
export function readOptionsOf(
  context: Pick<MessageContext, 'metadata' | 'signal' | 'unitOfWork'>,
): Pick<ReadOptions, 'tenant' | 'signal' | 'transaction'> {
  const { metadata, signal, unitOfWork } = context
  return { tenant: metadata.tenant, signal, transaction: unitOfWork?.openedTransaction }
}
