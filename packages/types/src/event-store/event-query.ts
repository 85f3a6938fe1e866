import type { Tag } from '../message/event.ts'

declare const brand: unique symbol

/** One alternative of a query: any of the types, with all of the tags. At least one of the two is given. */
export interface EventQueryItem {
  /** Any of these. Default: any type. */
  readonly types?: readonly string[] | undefined
  /** All of these. Default: no tag is asked for. */
  readonly tags?: readonly Tag[] | undefined
}

/** Which events a decision depends on, as dcb.events defines it: an event matches when any item does. */
export interface EventQuery {
  readonly items: readonly EventQueryItem[]
}

/** What a reader has seen, for a condition. Opaque: only the store that made it can compare it. JSON-safe. */
export type ConsistencyMarker = string & { readonly [brand]: 'ConsistencyMarker' }

/** Forbids an append when events match that the reader has not seen. */
export interface AppendCondition {
  readonly failIfEventsMatch: EventQuery
  /** What the reader had seen. Default: nothing, so any matching event forbids the append. */
  readonly after?: ConsistencyMarker | undefined
}
