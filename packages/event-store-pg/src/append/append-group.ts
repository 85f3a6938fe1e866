import {
  ConcurrencyError,
  globalPosition,
  type CommitResult,
  type Outcome,
  type SqlConnection,
} from '@uno-ts/types'
import { translateError } from '../error/translate-error.ts'
import type { Statement } from '../read/statement.ts'
import type { AppendPlan, StreamPlan } from './append-plan.ts'
import { eventsJson } from './encode-event.ts'

/** What became of one member: written or refused, or `busy`, which means that it must be appended on its own. */
export type GroupOutcome = Outcome<CommitResult> | 'busy'

/** A plan that may share a transaction: one stream, ids of our own making, no condition. */
export type GroupMember = AppendPlan & { readonly streams: readonly [StreamPlan] }

/** Whether a plan may share a transaction with others. */
export function canShare(plan: AppendPlan): plan is GroupMember {
  return (
    plan.streams.length === 1 && plan.streams[0]?.count !== 0 && !plan.checkIds && plan.conditions === null
  )
}

interface GroupRow {
  readonly outcomes: readonly number[]
  readonly versions: readonly string[]
  readonly positions: readonly (string | null)[] | null
}

/**
 * Appends several plans of one tenant, each to a stream of its own, with one statement in one transaction.
 *
 * @throws when the statement as a whole failed; then nothing is known to be written
 */
export async function appendGroup(
  connection: SqlConnection,
  members: readonly GroupMember[],
  statement: Statement,
): Promise<readonly GroupOutcome[]> {
  const streams = members.map((member) => member.streams[0])
  let row: GroupRow | undefined
  try {
    const result = await connection.query<GroupRow>({
      ...statement,
      values: [
        members[0]?.tenant,
        streams.map((stream) => stream.streamId),
        streams.map((stream) => stream.expected),
        streams.map((stream) => stream.count),
        `[${streams.map((stream, index) => eventsJson(stream.events, index + 1)).join(',')}]`,
        mergedLocks(members),
      ],
    })
    row = result.rows[0]
  } catch (error) {
    throw translateError(error)
  }
  return streams.map((stream, index) => outcomeOf(stream, index, row))
}

function outcomeOf(stream: StreamPlan, index: number, row: GroupRow | undefined): GroupOutcome {
  const outcome = row?.outcomes[index]
  const streamVersion = Number(row?.versions[index])
  const { streamId, expectedVersion } = stream
  if (outcome === 0) {
    const position = globalPosition(row?.positions?.[index] ?? '')
    const append = { streamId, streamVersion, globalPosition: position, written: true }
    return { ok: true, value: { appends: [append], globalPosition: position } }
  }
  if (outcome === 1) {
    return {
      ok: false,
      error: new ConcurrencyError({ streamId, expected: expectedVersion, actual: streamVersion }),
    }
  }
  return 'busy'
}

/** Shared locks only: members have no conditions. */
function mergedLocks(members: readonly GroupMember[]): readonly number[] {
  const keys = new Set(members.flatMap((member) => member.locks))
  if (keys.has(-1) || keys.size > 257) return [-1]
  return [...keys].toSorted((a, b) => a - b)
}
