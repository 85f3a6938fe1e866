import {
  eventId,
  InvalidArgumentError,
  parseStreamId,
  type CommitPlan,
  type Event,
  type EventCodec,
  type EventQueryItem,
  type ExpectedVersion,
  type NewId,
  type StreamId,
  type TenantId,
} from '@uno-ts/types'
import { markerPosition } from '../read/consistency-marker.ts'
import { storedQuery } from '../read/stored-types.ts'
import { encodeEvent, type EventRecord } from './encode-event.ts'
import { expectedNumber } from './expected-version.ts'
import { tagLocks } from './tag-locks.ts'

/** A plan in the shape of the append function's parameters. */
export interface AppendPlan {
  readonly tenant: TenantId
  /** Sorted by name. */
  readonly streams: readonly StreamPlan[]
  /** The streams in the caller's order. */
  readonly order: readonly StreamId[]
  /** Whether ids came from the caller, so that they may have been recorded before. */
  readonly checkIds: boolean
  readonly locks: readonly number[]
  /** None when the plan is unconditional. */
  readonly conditions: readonly PlannedCondition[]
}

/** A condition in the shape of the append functions' parameters. */
export interface PlannedCondition {
  /** The position up to which matching events may exist. */
  readonly after: string
  readonly items: readonly EventQueryItem[]
}

/** One stream of a plan. */
export interface StreamPlan {
  readonly streamId: StreamId
  /** What the caller decided upon, for the error. */
  readonly expectedVersion: ExpectedVersion
  /** The same as the number the append function knows it by. */
  readonly expected: number
  readonly count: number
  readonly events: readonly EventRecord[]
}

/**
 * Checks a plan and brings it into the shape of the append function. Streams are sorted by name, so that two plans never
 * wait for each other in a circle.
 *
 * @throws InvalidArgumentError when the plan is empty, names a stream twice or by what is no stream's name, or when an
 * event cannot be recorded
 */
export function appendPlan(
  plan: CommitPlan,
  options: { readonly tenant: TenantId; readonly codec: EventCodec | undefined; readonly newId: NewId },
): AppendPlan {
  const tenant = plan.tenant ?? plan.metadata?.tenant ?? options.tenant
  const streams = new Map<StreamId, StreamPlan>()
  const all: Event[] = []
  const checkIds =
    plan.idsAreNew !== true &&
    plan.appends.some(({ events }) => events.some((event) => event.id !== undefined))
  const add = (streamId: StreamId, expectedVersion: ExpectedVersion, events: readonly Event[]): void => {
    if (streams.has(streamId))
      throw new InvalidArgumentError(`a plan names each stream once, found "${streamId}" twice`)
    const encoded = events.map((event) => {
      all.push(event)
      const id = event.id === undefined ? options.newId() : eventId(event.id)
      return encodeEvent(event, id, { metadata: plan.metadata, codec: options.codec })
    })
    const expected = expectedNumber(expectedVersion)
    streams.set(streamId, { streamId, expectedVersion, expected, count: events.length, events: encoded })
  }
  for (const append of plan.appends) {
    if (append.streamId === undefined) {
      for (const event of append.events) {
        const id = event.id === undefined ? options.newId() : eventId(event.id)
        add(parseStreamId(`event-${id}`), 'no-stream', [{ ...event, id }])
      }
    } else {
      add(parseStreamId(append.streamId), append.expectedVersion, append.events)
    }
  }
  if (streams.size === 0 && (plan.conditions ?? []).length === 0) {
    throw new InvalidArgumentError('a plan needs an append or a condition')
  }
  const order = [...streams.keys()]
  const sorted = [...streams.values()]
  if (sorted.length > 1) sorted.sort((a, b) => (a.streamId < b.streamId ? -1 : 1))

  const asked = plan.conditions?.map(({ failIfEventsMatch, after }) => ({
    failIfEventsMatch: storedQuery(failIfEventsMatch, options.codec),
    after,
  }))
  const conditions = (asked ?? []).map(({ failIfEventsMatch, after }) => ({
    after: String(after === undefined ? 0n : markerPosition(after)),
    items: checkedItems(failIfEventsMatch.items),
  }))
  return {
    tenant,
    streams: sorted,
    order,
    checkIds,
    locks: tagLocks(tenant, all, asked),
    conditions,
  }
}

/** @throws InvalidArgumentError for an item without types and tags: it would match everything by accident */
export function checkedItems<
  Item extends {
    readonly types?: readonly string[] | undefined
    readonly tags?: readonly string[] | undefined
  },
>(items: readonly Item[]): readonly Item[] {
  if (items.length === 0) throw new InvalidArgumentError('an event query needs at least one item')
  return items.map((item) => {
    const types = item.types?.length === 0 ? undefined : item.types
    const tags = item.tags?.length === 0 ? undefined : item.tags
    if (types === undefined && tags === undefined) {
      throw new InvalidArgumentError('an item of an event query needs types, tags or both')
    }
    return { ...item, types, tags }
  })
}
