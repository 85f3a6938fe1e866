import {
  ConcurrencyError,
  globalPosition,
  InvalidArgumentError,
  isUnoError,
  StreamArchivedError,
  type AppendResult,
  type CommitResult,
  type SqlConnection,
  type StreamId,
} from '@uno-ts/types'
import { codeOf, translateError } from '../error/translate-error.ts'
import { archivedState, conflictState } from '../schema/append-migration.ts'
import type { Statement } from '../read/statement.ts'
import { appendEvent, isOneEvent } from './append-event.ts'
import type { AppendPlan } from './append-plan.ts'
import { eventsJson } from './encode-event.ts'

/** What the append function answers. */
export interface AppendRow {
  readonly conflict: number | null
  readonly actual: string | null
  readonly versions: readonly string[] | null
  readonly positions: readonly (string | null)[] | null
  readonly written: boolean | null
}

/** The statements that append. */
export interface AppendStatements {
  /** Any plan. */
  readonly events: Statement
  /** One event at an exact version. */
  readonly event: Statement
}

/**
 * Appends a plan with one statement: in a transaction of its own on a pool, or in the open one of a client.
 *
 * @throws ConcurrencyError when a stream moved or a condition fails: the transaction has written nothing
 * @throws StreamArchivedError when a stream is archived: nothing was written
 * @throws InvalidArgumentError when an event id is recorded elsewhere
 */
export async function appendEvents(
  connection: SqlConnection,
  plan: AppendPlan,
  statements: AppendStatements,
): Promise<CommitResult> {
  if (isOneEvent(plan)) {
    const result = await appendEvent(connection, plan, statements.event)
    if (result !== undefined) return result
    // It lost: the general function says against which version, and writes nothing either.
  }
  let row: AppendRow | undefined
  try {
    const result = await connection.query<AppendRow>({
      ...statements.events,
      values: eventsValues(plan),
    })
    row = result.rows[0]
  } catch (error) {
    throw appendError(error, plan)
  }
  if (row === undefined) throw new InvalidArgumentError('the append function answered nothing')
  if (row.conflict !== null) throw conflict(plan, row.conflict, row.actual)
  return resultOfEvents(plan, row)
}

/** The parameters of the append of any plan. */
export function eventsValues(plan: AppendPlan): unknown[] {
  const { streams } = plan
  return [
    plan.tenant,
    streams.map((stream) => stream.streamId),
    streams.map((stream) => stream.expected),
    streams.map((stream) => stream.count),
    eventsInOrder(plan),
    plan.checkIds,
    plan.locks,
    plan.conditions.length === 0 ? null : JSON.stringify(plan.conditions),
  ]
}

/** All events as one JSON list, in the order of the caller's appends. */
function eventsInOrder(plan: AppendPlan): string {
  const ordinals = new Map(plan.streams.map((stream, index) => [stream.streamId, index]))
  const lists = plan.order.flatMap((streamId) => {
    const index = ordinals.get(streamId) ?? 0
    const events = plan.streams[index]?.events ?? []
    return events.length === 0 ? [] : [eventsJson(events, index + 1)]
  })
  return `[${lists.join(',')}]`
}

/** Where the events of a plan went. */
export function resultOfEvents(plan: AppendPlan, row: AppendRow): CommitResult {
  const results = new Map<StreamId, AppendResult>()
  let highest = 0n
  plan.streams.forEach(({ streamId, count }, index) => {
    if (count === 0) return
    const position = globalPosition(row.positions?.[index] ?? '')
    if (position > highest) highest = position
    results.set(streamId, {
      streamId,
      streamVersion: Number(row.versions?.[index]),
      globalPosition: position,
      written: row.written === true,
    })
  })
  const appends = plan.order.flatMap((streamId) => results.get(streamId) ?? [])
  return { appends, globalPosition: appends.length === 0 ? undefined : globalPosition(highest) }
}

function conflict(plan: AppendPlan, index: number, actual: string | null): ConcurrencyError {
  const stream = plan.streams[index - 1]
  return new ConcurrencyError({
    streamId: stream?.streamId,
    expected: stream?.expectedVersion,
    actual: actual === null ? undefined : Number(actual),
  })
}

function appendError(error: unknown, plan: AppendPlan): unknown {
  if (isUnoError(error)) return error
  const code = codeOf(error)
  if (code === conflictState && error instanceof Error && 'detail' in error) {
    const detail = JSON.parse(String(error.detail)) as { conflict: number; actual: number } // written by the function
    return conflict(plan, detail.conflict, String(detail.actual))
  }
  if (code === archivedState && error instanceof Error && 'detail' in error) {
    const detail = JSON.parse(String(error.detail)) as { conflict: number } // written by the function
    const streamId = plan.streams[detail.conflict - 1]?.streamId
    if (streamId !== undefined) return new StreamArchivedError(streamId, { cause: error })
  }
  if (
    code === '23505' &&
    error instanceof Error &&
    'constraint' in error &&
    error.constraint === 'events_id'
  ) {
    return new InvalidArgumentError(
      'an event id is recorded already, in another stream or at another place',
      {
        cause: error,
      },
    )
  }
  return translateError(error)
}
