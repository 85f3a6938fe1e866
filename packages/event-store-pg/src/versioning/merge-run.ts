import { ConfigurationError, type RecordedEvent, type StreamPlace } from '@uno-ts/types'
import type { EventMerge } from './define-merge.ts'

/** What a stored type is to a merge. Each type belongs to one merge at most, at one place: a run is known by any of it. */
export interface MergePart {
  readonly merge: EventMerge
  /** Its place in the merge's types. */
  readonly index: number
}

/** The parts of merges by stored type. @throws ConfigurationError when a type belongs to two merges */
export function mergeParts(merges: readonly EventMerge[]): ReadonlyMap<string, MergePart> {
  const parts = new Map<string, MergePart>()
  for (const merge of merges) {
    merge.types.forEach((type, index) => {
      if (parts.has(type)) throw new ConfigurationError(`"${type}" belongs to two merges, expected one`)
      parts.set(type, { merge, index })
    })
  }
  return parts
}

/** The places of the run that an event may belong to, without its own. */
export function placesOfRun(event: RecordedEvent, { merge, index }: MergePart): readonly StreamPlace[] {
  const { streamId, streamVersion } = event
  const first = streamVersion - index
  if (first < 1) return []
  return merge.types
    .map((_type, place) => ({ streamId, streamVersion: first + place }))
    .filter((place) => place.streamVersion !== streamVersion)
}

/** Finds the stored event at a place. */
export type FindEvent = (place: StreamPlace) => RecordedEvent | undefined

/** The whole run that an event belongs to, or nothing when one of it is missing or stands alone. */
export function completeRun(
  event: RecordedEvent,
  { merge, index }: MergePart,
  find: FindEvent,
): readonly RecordedEvent[] | undefined {
  const { together = sameCause } = merge
  const { streamId, streamVersion } = event
  const run: RecordedEvent[] = []
  for (const [place, type] of merge.types.entries()) {
    const found = find({ streamId, streamVersion: streamVersion - index + place })
    const before = run.at(-1)
    if (found?.type !== type || (before !== undefined && !together(before, found))) return undefined
    run.push(found)
  }
  return run
}

/** Finds events among those given, by place. */
export function findAmong(...lists: readonly (readonly RecordedEvent[])[]): FindEvent {
  const events = new Map(lists.flat().map((event) => [placeName(event), event]))
  return (place) => events.get(placeName(place))
}

/** A place as a key. */
export function placeName({ streamId, streamVersion }: StreamPlace): string {
  return `${streamVersion}@${streamId}`
}

function sameCause({ metadata: { causationId } }: RecordedEvent, next: RecordedEvent): boolean {
  return causationId !== undefined && causationId === next.metadata.causationId
}
