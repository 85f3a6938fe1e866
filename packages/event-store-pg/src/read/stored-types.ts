import type { EventCodec, EventFilter, EventQuery, RecordedEvent } from '@uno-ts/types'

/**
 * The filter for stored events, whose types may be older ones than those asked for. Every event has all of no tags, also
 * one that has none: that part is left out.
 */
export function storedFilter(
  filter: EventFilter | undefined,
  codec: EventCodec | undefined,
): EventFilter | undefined {
  if (filter === undefined) return undefined
  const { types, tags } = filter
  return {
    ...filter,
    types: types && (codec?.storedTypes?.(types) ?? types),
    tags: tags?.length === 0 ? undefined : tags,
  }
}

/** The query for stored events, whose types may be older ones than those asked for. */
export function storedQuery(query: EventQuery, codec: EventCodec | undefined): EventQuery {
  if (codec?.storedTypes === undefined) return query
  return {
    items: query.items.map(({ types, tags }) => ({
      types: types && (codec.storedTypes?.(types) ?? types),
      tags,
    })),
  }
}

/** Leaves out what has become of stored events beside the types asked for. */
export function ofTypes(
  events: readonly RecordedEvent[],
  types: readonly string[] | undefined,
): readonly RecordedEvent[] {
  if (types === undefined || events.every((event) => types.includes(event.type))) return events
  return events.filter((event) => types.includes(event.type))
}

/** Leaves out what has become of stored events that no item of the query asks for. */
export function matchingQuery(
  events: readonly RecordedEvent[],
  { items }: EventQuery,
): readonly RecordedEvent[] {
  return events.filter((event) =>
    items.some(
      ({ types = [], tags = [] }) =>
        (types.length === 0 || types.includes(event.type)) && tags.every((tag) => event.tags.includes(tag)),
    ),
  )
}
