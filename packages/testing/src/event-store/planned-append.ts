import {
  InvalidArgumentError,
  parseStreamId,
  type CommitPlan,
  type EventCodec,
  type ExpectedVersion,
  type NewId,
  type StreamId,
} from '@uno-ts/types'
import { draftEvent, type EventDraft } from './draft-event.ts'

/** One stream of a plan, its events checked. */
export interface PlannedAppend {
  readonly streamId: StreamId
  readonly expectedVersion: ExpectedVersion
  readonly drafts: readonly EventDraft[]
}

/**
 * The appends of a plan in its order; an event without a stream is the only one of `event-<id>`.
 *
 * @throws InvalidArgumentError when the plan names a stream twice
 */
export function plannedAppends(
  { appends, metadata }: CommitPlan,
  { newId, codec }: { readonly newId: NewId; readonly codec: EventCodec | undefined },
): PlannedAppend[] {
  const planned = appends.flatMap((append): PlannedAppend | PlannedAppend[] => {
    const drafts = append.events.map((event) => draftEvent(event, { metadata, newId, codec }))
    if (append.streamId !== undefined) {
      return { streamId: parseStreamId(append.streamId), expectedVersion: append.expectedVersion, drafts }
    }
    return drafts.map((draft) => ({
      streamId: parseStreamId(`event-${draft.id}`),
      expectedVersion: 'no-stream',
      drafts: [draft],
    }))
  })
  const named = new Set<StreamId>()
  for (const { streamId } of planned) {
    if (named.has(streamId)) {
      throw new InvalidArgumentError(`a plan names each stream once, found "${streamId}" twice`)
    }
    named.add(streamId)
  }
  return planned
}
