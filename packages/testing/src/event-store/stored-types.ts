import type { EventCodec, EventFilter, EventQuery } from '@uno-ts/types'

/** The filter for stored events, whose types may be older ones than those asked for. */
export function storedFilter(
  filter: EventFilter | undefined,
  codec: EventCodec | undefined,
): EventFilter | undefined {
  if (filter?.types === undefined || codec?.storedTypes === undefined) return filter
  return { ...filter, types: codec.storedTypes(filter.types) }
}

/** The query for stored events, whose types may be older ones than those asked for. */
export function storedQuery(query: EventQuery, codec: EventCodec | undefined): EventQuery {
  return {
    items: query.items.map((item) => ({
      ...item,
      types: item.types && (codec?.storedTypes?.(item.types) ?? item.types),
    })),
  }
}
