import { categoryOf, type EventStore, type StreamId, type TenantId } from '@uno-ts/types'

/** The streams of a category, each once, in the order in which they began. */
export async function* streamsOfCategory(
  eventStore: EventStore,
  category: string,
  options: { readonly tenant?: TenantId | undefined; readonly signal?: AbortSignal | undefined },
): AsyncGenerator<StreamId> {
  const seen = new Set<StreamId>()
  for await (const { streamId } of eventStore.readAll({ filter: { categories: [category] }, ...options })) {
    if (seen.has(streamId) || categoryOf(streamId) !== category) continue
    seen.add(streamId)
    yield streamId
  }
}
