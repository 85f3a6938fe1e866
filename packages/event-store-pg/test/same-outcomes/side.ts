import {
  isUnoError,
  origin,
  type ConsistencyMarker,
  type EventStore,
  type GlobalPosition,
} from '@uno-ts/types'
import type { RecordedEvent, SnapshotStore, TenantId } from '@uno-ts/types'

/** One of the two stores that must do the same, and what it has given its callers so far. */
export interface Side {
  readonly store: EventStore
  readonly snapshots: SnapshotStore
  /** The tenant both sides work for. */
  readonly tenant: TenantId
  /** What its reads by query gave, in their order. */
  readonly markers: ConsistencyMarker[]
  /** The positions of its events, ascending. */
  readonly positions: GlobalPosition[]
}

/** A side that has done nothing yet. */
export function newSide(side: Pick<Side, 'store' | 'snapshots' | 'tenant'>): Side {
  return { ...side, markers: [], positions: [] }
}

/** Learns the positions of what was appended. */
export async function catchUp({ store, positions }: Side): Promise<void> {
  const after = positions.at(-1) ?? origin
  for await (const { globalPosition } of store.readAll({ after })) positions.push(globalPosition)
}

/** The marker that was given `index` reads ago; none when there were fewer. */
export function markerAgo({ markers }: Side, index: number | undefined): ConsistencyMarker | undefined {
  return index === undefined ? undefined : markers.at(-1 - index)
}

/** Which of its events stands at a position: 1 is the first, 0 before it. */
export function placeOf({ positions }: Side, position: GlobalPosition | undefined): number | undefined {
  return position === undefined ? undefined : positions.filter((each) => each <= position).length
}

/** The position of its event at a place. */
export function positionAt({ positions }: Side, place: number): GlobalPosition {
  return positions[place - 1] ?? origin
}

/** An event without what each store decides for itself: its position, its time, and an id it made. */
export function comparable(side: Side, event: RecordedEvent, knownIds: ReadonlySet<string>): object {
  const { id, streamId, globalPosition, recordedAt: _recordedAt, tags, ...rest } = event
  const made = !knownIds.has(id)
  return {
    ...rest,
    id: made ? 'made' : id,
    streamId: made && streamId === `event-${id}` ? 'event-made' : streamId,
    tags: tags.toSorted(),
    place: placeOf(side, globalPosition),
  }
}

/** What came of a call: its answer, or the code and the facts of its error. Other errors are thrown on. */
export async function outcomeOf(call: () => Promise<unknown>): Promise<object> {
  try {
    return { answer: await call() }
  } catch (error) {
    if (!isUnoError(error)) throw error
    const { streamId, expected, actual } = error as unknown as Record<string, unknown> // facts of conflicts
    return { code: error.code, retryable: error.retryable, streamId, expected, actual }
  }
}
