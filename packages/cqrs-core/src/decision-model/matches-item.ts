import type { Event, EventQuery, EventQueryItem } from '@uno-ts/types'

/** As much of an event as a query asks for. */
type TypeAndTags = Pick<Event, 'type' | 'tags'>

/** Whether an event has one of the item's types, and all of its tags. */
export function matchesItem(event: TypeAndTags, { types = [], tags = [] }: EventQueryItem): boolean {
  if (types.length > 0 && !types.includes(event.type)) return false
  return tags.every((tag) => event.tags?.includes(tag) ?? false)
}

/** Whether any item of the query asks for the event. */
export function matchesQuery(event: TypeAndTags, { items }: EventQuery): boolean {
  return items.some((item) => matchesItem(event, item))
}
