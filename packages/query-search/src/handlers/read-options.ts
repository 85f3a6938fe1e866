import type { MessageContext, ReadModelOptions } from '@uno-ts/types'

/** What a read is told of the query it serves: whose data it is, and when nobody waits any more. */
export function readOptions({
  metadata,
  signal,
}: Pick<MessageContext, 'metadata' | 'signal'>): ReadModelOptions {
  return { tenant: metadata.tenant, signal }
}
