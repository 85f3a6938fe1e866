import { categoryOf, type EventStore, type StreamId, type TenantId } from '@uno-ts/types'

/** Which aggregates are listed. */
export interface ListAggregatesOptions {
  readonly category: string
  /** The type of the event that says an aggregate is gone. */
  readonly tombstone: string | undefined
  readonly tenant: TenantId | undefined
  readonly signal: AbortSignal | undefined
}

/** The ids of the aggregates of a category that exist, found by reading all its events. */
export async function* listAggregates(
  eventStore: EventStore,
  { category, tombstone, tenant, signal }: ListAggregatesOptions,
): AsyncGenerator<string, void, undefined> {
  const ids = new Set<string>()
  for await (const event of eventStore.readAll({ filter: { categories: [category] }, tenant, signal })) {
    const id = idOf(event.streamId)
    if (event.type === tombstone) ids.delete(id)
    else ids.add(id)
  }
  yield* ids
}

function idOf(stream: StreamId): string {
  return stream.slice(categoryOf(stream).length + 1)
}
