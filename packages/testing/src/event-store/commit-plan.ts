import {
  ConcurrencyError,
  InvalidArgumentError,
  origin,
  type AppendCondition,
  type AppendResult,
  type CommitPlan,
  type CommitResult,
  type EventCodec,
  type GlobalPosition,
  type NewId,
  type TenantId,
} from '@uno-ts/types'
import { markedPosition } from './consistency-marker.ts'
import type { EventLog } from './event-log.ts'
import { checkExpectedVersion, firstVersion, isExpected } from './expected-version.ts'
import { checkQuery, matchesQuery } from './match-event.ts'
import { plannedAppends, type PlannedAppend } from './planned-append.ts'
import type { StoredEvent } from './stored-event.ts'
import { storedQuery } from './stored-types.ts'

/** What a commit takes from its store. */
export interface CommitContext {
  readonly log: EventLog
  readonly tenant: TenantId
  readonly newId: NewId
  readonly codec: EventCodec | undefined
  /** When it is recorded, in milliseconds since 1970. */
  readonly now: number
  /** Draws the next position. */
  readonly nextPosition: () => GlobalPosition
}

/**
 * Checks everything, then writes everything. Being one synchronous function is what makes it atomic: nobody reads or
 * writes between its first check and its last event.
 */
export function commitPlan(plan: CommitPlan, context: CommitContext): CommitResult {
  if (plan.inline !== undefined && plan.inline.length > 0) {
    throw new InvalidArgumentError('a store in memory runs no SQL: expected no inline statements')
  }
  const planned = plannedAppends(plan, context)
  if (planned.length === 0 && (plan.conditions ?? []).length === 0) {
    throw new InvalidArgumentError('a plan has an append or a condition, found neither')
  }
  for (const { expectedVersion } of planned) checkExpectedVersion(expectedVersion)

  const withEvents = planned.filter(({ drafts }) => drafts.length > 0)
  const repeats = new Map(withEvents.map((append) => [append, firstResult(append, context)]))
  const known = [...repeats.values()].filter((result) => result !== undefined)
  if (known.length > 0 && known.length === withEvents.length) return commitResult(known)

  // A repeat fails on the events it wrote itself: what became of it is told by their ids.
  const conditionFails = (plan.conditions ?? []).map((condition) => fails(condition, context)).includes(true)
  if (conditionFails && !areKnown(withEvents, context)) throw new ConcurrencyError()
  checkVersions(
    planned.filter((append) => repeats.get(append) === undefined),
    context,
  )
  checkIds(withEvents, context)
  return commitResult(withEvents.map((append) => record(append, context)))
}

/** Where these events ended when they were appended before, at the place the expectation gives. */
function firstResult(append: PlannedAppend, { log, tenant }: CommitContext): AppendResult | undefined {
  const { streamId, expectedVersion, drafts } = append
  const recorded = drafts.map(({ id }) => log.event(tenant, id))
  const first = firstVersion(expectedVersion) ?? recorded[0]?.streamVersion ?? 0
  const inPlace = recorded.every(
    (event, index) => event?.streamId === streamId && event.streamVersion === first + index,
  )
  const last = recorded.at(-1)
  return inPlace && last !== undefined ? resultOf(last, false) : undefined
}

/** Tells whether an event matches that the caller has not seen. */
function fails(
  { failIfEventsMatch, after }: AppendCondition,
  { log, tenant, codec }: CommitContext,
): boolean {
  checkQuery(failIfEventsMatch)
  const query = storedQuery(failIfEventsMatch, codec)
  const seen = after === undefined ? origin : markedPosition(after)
  return log.after(tenant, seen).some((event) => matchesQuery(event, query))
}

/** Tells whether every event was recorded before, wherever, each as one of its own. */
function areKnown(planned: readonly PlannedAppend[], { log, tenant }: CommitContext): boolean {
  const ids = planned.flatMap(({ drafts }) => drafts.map(({ id }) => id))
  const known = new Set(ids.filter((id) => log.event(tenant, id) !== undefined))
  return ids.length > 0 && known.size === ids.length
}

/** By name, as a database does that locks streams in one order: when several have moved, the first of them is named. */
function checkVersions(planned: readonly PlannedAppend[], { log, tenant }: CommitContext): void {
  const byName = planned.toSorted((a, b) => (a.streamId < b.streamId ? -1 : 1))
  for (const { streamId, expectedVersion } of byName) {
    const actual = log.stream(tenant, streamId).length
    if (!isExpected(expectedVersion, actual)) {
      throw new ConcurrencyError({ streamId, expected: expectedVersion, actual })
    }
  }
}

function checkIds(planned: readonly PlannedAppend[], { log, tenant }: CommitContext): void {
  const ids = new Set<string>()
  for (const { id } of planned.flatMap(({ drafts }) => drafts)) {
    if (ids.has(id) || log.event(tenant, id) !== undefined) {
      throw new InvalidArgumentError(`the event id ${id} was used before, for an event at another place`)
    }
    ids.add(id)
  }
}

function record({ streamId, drafts }: PlannedAppend, context: CommitContext): AppendResult {
  const { log, tenant, now, nextPosition } = context
  const recorded = drafts.map((draft): StoredEvent => {
    const streamVersion = log.stream(tenant, streamId).length + 1
    const event = {
      ...draft,
      tenant,
      streamId,
      streamVersion,
      globalPosition: nextPosition(),
      recordedAt: now,
    }
    log.add(event)
    return event
  })
  const last = recorded.at(-1)
  if (last === undefined) throw new InvalidArgumentError('an append that is recorded has events')
  return resultOf(last, true)
}

function resultOf({ streamId, streamVersion, globalPosition }: StoredEvent, written: boolean): AppendResult {
  return { streamId, streamVersion, globalPosition, written }
}

function commitResult(appends: readonly AppendResult[]): CommitResult {
  const positions = appends.map(({ globalPosition }) => globalPosition)
  return {
    appends,
    globalPosition: positions.reduce<GlobalPosition | undefined>(
      (highest, position) => (highest === undefined || position > highest ? position : highest),
      undefined,
    ),
  }
}
