import {
  InvalidArgumentError,
  parseStreamId,
  type CommitPlan,
  type Event,
  type EventCodec,
  type NewId,
  type StreamId,
  type TenantId,
} from '@uno-ts/types'
import { markerPosition } from '../read/consistency-marker.ts'
import { encodeEvent } from './encode-event.ts'
import { expectedNumber } from './expected-version.ts'
import { tagLocks } from './tag-locks.ts'

/** A plan in the shape of the append function's parameters. */
export interface AppendPlan {
  readonly tenant: TenantId
  /** Sorted by name. */
  readonly streams: readonly StreamPlan[]
  /** The streams in the caller's order. */
  readonly order: readonly StreamId[]
  /** `[{ s, k, i, t, … }]`, see the append migration. */
  readonly events: string
  /** Whether ids came from the caller, so that they may have been recorded before. */
  readonly checkIds: boolean
  readonly locks: readonly number[]
  readonly conditions: string | null
}

/** One stream of a plan. */
export interface StreamPlan {
  readonly streamId: StreamId
  readonly expected: number
  readonly count: number
}

/**
 * Checks a plan and brings it into the shape of the append function. Streams are sorted by name, so that two plans never
 * wait for each other in a circle.
 *
 * @throws InvalidArgumentError when the plan is empty, names a stream twice, or an event cannot be written as JSON
 */
export function appendPlan(
  plan: CommitPlan,
  options: { readonly tenant: TenantId; readonly codec: EventCodec | undefined; readonly newId: NewId },
): AppendPlan {
  const tenant = plan.tenant ?? plan.metadata?.tenant ?? options.tenant
  const streams: StreamPlan[] = []
  const eventsOf = new Map<StreamId, readonly Event[]>()
  const add = (streamId: StreamId, expected: number, events: readonly Event[]): void => {
    if (eventsOf.has(streamId)) throw new InvalidArgumentError(`a plan names each stream once, found "${streamId}" twice`)
    eventsOf.set(streamId, events)
    streams.push({ streamId, expected, count: events.length })
  }
  for (const append of plan.appends) {
    if (append.streamId === undefined) {
      for (const event of append.events) {
        const id = event.id ?? options.newId()
        add(parseStreamId(`event-${id}`), 0, [{ ...event, id }])
      }
    } else {
      add(append.streamId, expectedNumber(append.expectedVersion), append.events)
    }
  }
  if (streams.length === 0) throw new InvalidArgumentError('a plan needs at least one append')
  const order = streams.map((stream) => stream.streamId)
  if (streams.length > 1) streams.sort((a, b) => (a.streamId < b.streamId ? -1 : 1))

  const parts: string[] = []
  const all: Event[] = []
  let checkIds = false
  streams.forEach(({ streamId }, index) => {
    eventsOf.get(streamId)?.forEach((event, nr) => {
      checkIds ||= event.id !== undefined
      const place = { stream: index + 1, ordinal: nr + 1, id: checkedId(event.id) ?? options.newId() }
      parts.push(encodeEvent(event, place, { metadata: plan.metadata, codec: options.codec }))
      all.push(event)
    })
  })
  const conditions = plan.conditions?.map(({ failIfEventsMatch, after }) => ({
    after: String(after === undefined ? 0n : markerPosition(after)),
    items: checkedItems(failIfEventsMatch.items),
  }))
  return {
    tenant,
    streams,
    order,
    events: `[${parts.join(',')}]`,
    checkIds,
    locks: tagLocks(tenant, all, plan.conditions),
    conditions: conditions === undefined || conditions.length === 0 ? null : JSON.stringify(conditions),
  }
}

/** @throws InvalidArgumentError for an item without types and tags: it would match everything by accident */
export function checkedItems<Item extends { readonly types?: readonly string[] | undefined; readonly tags?: readonly string[] | undefined }>(
  items: readonly Item[],
): readonly Item[] {
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

function checkedId(id: string | undefined): string | undefined {
  if (id !== undefined && !/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(id)) {
    throw new InvalidArgumentError(`an event's id is a UUID, found a text of ${id.length} characters`)
  }
  return id
}
