import {
  categoryOf,
  InvalidArgumentError,
  type EventFilter,
  type EventQuery,
  type EventQueryItem,
} from '@uno-ts/types'
import type { StoredEvent } from './stored-event.ts'

/** As much of an event as queries ask for. */
type TypeAndTags = Pick<StoredEvent, 'type' | 'tags'>

/** Tells whether all conditions of a filter hold for an event. */
export function matchesFilter(event: StoredEvent, filter: EventFilter = {}): boolean {
  const { types, categories, tags, correlationId } = filter
  return (
    (types === undefined || types.includes(event.type)) &&
    (categories === undefined || categories.includes(categoryOf(event.streamId))) &&
    (tags === undefined || hasAll(event, tags)) &&
    (correlationId === undefined || event.correlationId === correlationId)
  )
}

/** Tells whether any item of a query matches an event. */
export function matchesQuery(event: TypeAndTags, query: EventQuery): boolean {
  return query.items.some((item) => matchesItem(event, item))
}

/** @throws InvalidArgumentError when the query or an item of it asks for nothing */
export function checkQuery(query: EventQuery): void {
  if (query.items.length === 0) throw new InvalidArgumentError('an event query has at least one item')
  for (const { types = [], tags = [] } of query.items) {
    if (types.length === 0 && tags.length === 0) {
      throw new InvalidArgumentError('an item of an event query has types, tags or both, found neither')
    }
  }
}

function matchesItem(event: TypeAndTags, { types = [], tags = [] }: EventQueryItem): boolean {
  return (types.length === 0 || types.includes(event.type)) && hasAll(event, tags)
}

function hasAll(event: TypeAndTags, tags: readonly string[]): boolean {
  return tags.every((tag) => event.tags.includes(tag))
}
