import {
  checkEvent,
  eventId,
  InvalidArgumentError,
  parseStreamId,
  type CommitPlan,
  type Event,
  type ExpectedVersion,
  type MessageMetadata,
  type NewId,
  type StreamId,
} from '@uno-ts/types'

/** One stream of a plan, its events checked. */
export interface PlannedAppend {
  readonly streamId: StreamId
  readonly expectedVersion: ExpectedVersion
  readonly drafts: readonly EventDraft[]
}

/** An event that has its id and its JSON, but no place in the log yet. */
export interface EventDraft {
  readonly id: string
  readonly type: string
  readonly schemaVersion: number
  readonly tags: string
  readonly correlation: string | null
  readonly data: string
  readonly metadata: string
}

/**
 * The appends of a plan in its order; an event without a stream becomes the only one of a stream named by its id.
 *
 * @throws InvalidArgumentError when something of it cannot be written
 */
export function plannedAppends(plan: CommitPlan, newId: NewId): readonly PlannedAppend[] {
  if ((plan.inline ?? []).length > 0) throw new InvalidArgumentError('this store takes no inline statements')
  const planned = plan.appends.flatMap((append): PlannedAppend[] => {
    const drafts = append.events.map((event) => draft(event, plan.metadata, newId))
    if (append.streamId === undefined) {
      return drafts.map((each) => ({
        streamId: parseStreamId(`event-${each.id}`),
        expectedVersion: 'no-stream',
        drafts: [each],
      }))
    }
    checkExpectedVersion(append.expectedVersion)
    return [{ streamId: parseStreamId(append.streamId), expectedVersion: append.expectedVersion, drafts }]
  })
  if (planned.length === 0 && (plan.conditions ?? []).length === 0) {
    throw new InvalidArgumentError('a plan has an append or a condition, found neither')
  }
  if (new Set(planned.map(({ streamId }) => streamId)).size < planned.length) {
    throw new InvalidArgumentError('a plan names each stream once')
  }
  return planned
}

function checkExpectedVersion(expected: ExpectedVersion): void {
  if (typeof expected === 'number' && !(Number.isSafeInteger(expected) && expected >= 0)) {
    throw new InvalidArgumentError(`an expected version is a whole number from 0, found ${expected}`)
  }
}

function draft(event: Event, shared: MessageMetadata | undefined, newId: NewId): EventDraft {
  const { type, data, schemaVersion = 1, tags = [] } = event
  checkEvent({ type, schemaVersion, tags })
  const own = Object.entries(event.metadata ?? {}).filter(([, value]) => value !== undefined)
  const metadata: MessageMetadata = { ...shared, ...Object.fromEntries(own) }
  return {
    id: event.id === undefined ? newId() : eventId(event.id),
    type,
    schemaVersion,
    tags: JSON.stringify([...new Set(tags)]),
    correlation: metadata.correlationId ?? null,
    data: jsonOf(data, `the data of "${type}"`),
    metadata: jsonOf(metadata, `the metadata of "${type}"`),
  }
}

function jsonOf(value: unknown, what: string): string {
  try {
    const text: string | undefined = JSON.stringify(value)
    return text ?? 'null' // undefined has no JSON
  } catch (cause) {
    throw new InvalidArgumentError(`${what} is JSON, found a value JSON cannot carry`, { cause })
  }
}
