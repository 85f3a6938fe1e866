import { globalPosition, type CommitResult, type SqlConnection } from '@uno-ts/types'
import { translateError } from '../error/translate-error.ts'
import type { Statement } from '../read/statement.ts'
import type { AppendPlan, StreamPlan } from './append-plan.ts'
import { eventsJson } from './encode-event.ts'

/** A plan that may share a transaction: one stream, ids of our own making, no condition. */
export type GroupMember = AppendPlan & { readonly streams: readonly [StreamPlan] }

/** Whether a plan may share a transaction with others. */
export function canShare(plan: AppendPlan): plan is GroupMember {
  return (
    plan.streams.length === 1 && plan.streams[0]?.count !== 0 && !plan.checkIds && plan.conditions === null
  )
}

interface GroupRow {
  /** For each member. */
  readonly written: readonly boolean[]
  readonly versions: readonly string[]
  /** Of all events written, in their order. */
  readonly positions: readonly string[] | null
}

/**
 * Appends several plans of one tenant, each to a stream of its own, with one statement in one transaction.
 *
 * @returns a result for each member; `undefined` for one that was left out and must be appended on its own, because its
 * stream is held by somebody else or not where it should be
 * @throws when the statement as a whole failed; then nothing is known to be written
 */
export async function appendGroup(
  connection: SqlConnection,
  members: readonly GroupMember[],
  statement: Statement,
): Promise<readonly (CommitResult | undefined)[]> {
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
        streams.some((stream) => stream.events.some((event) => event.tags !== undefined)),
        mergedLocks(members),
      ],
    })
    row = result.rows[0]
  } catch (error) {
    throw translateError(error)
  }
  let events = 0
  return streams.map(({ streamId, count }, index) => {
    if (row?.written[index] !== true) return undefined
    events += count
    const position = globalPosition(row.positions?.[events - 1] ?? '')
    const append = {
      streamId,
      streamVersion: Number(row.versions[index]),
      globalPosition: position,
      written: true,
    }
    return { appends: [append], globalPosition: position }
  })
}

/** Shared locks only: members have no conditions. */
function mergedLocks(members: readonly GroupMember[]): readonly number[] {
  const keys = new Set(members.flatMap((member) => member.locks))
  if (keys.has(-1) || keys.size > 257) return [-1]
  return [...keys].toSorted((a, b) => a - b)
}
