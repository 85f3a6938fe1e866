import { globalPosition, type AppendResult, type CommitResult, type SqlConnection } from '@uno-ts/types'
import { codeOf, translateError } from '../error/translate-error.ts'
import type { Statement } from '../read/statement.ts'
import { leftOutState } from '../schema/append-together-migration.ts'
import { groupCall, groupValues, type GroupRow } from './append-group.ts'
import type { AppendPlan } from './append-plan.ts'
import { everything } from './tag-locks.ts'

/** Whether a plan appends events of our own making to several streams, each at an exact version. */
export function isForMany(plan: AppendPlan): boolean {
  return (
    plan.streams.length > 1 &&
    plan.streams.every(({ count, expected }) => count > 0 && expected >= 0) &&
    !plan.checkIds &&
    plan.conditions.length === 0 &&
    plan.locks[0] !== -everything
  )
}

/** The statement of {@link appendTogether}. */
export function appendTogetherText(schema: string): string {
  return `select * from ${schema}.append_together(${groupCall})`
}

/**
 * Appends to all streams of a plan with one statement, or to none. It takes a third less of the server's time than the
 * function for any plan.
 *
 * @returns `undefined` when a stream is held by somebody else or not where it should be: nothing was written
 * @throws when the statement failed otherwise; then nothing is known to be written
 */
export async function appendTogether(
  connection: SqlConnection,
  plan: AppendPlan,
  statement: Statement,
): Promise<CommitResult | undefined> {
  const places = new Map(plan.streams.map(({ streamId }, place) => [streamId, place]))
  const order = plan.order.flatMap((streamId) => places.get(streamId) ?? [])
  try {
    const values = groupValues({ ...plan, order, conditions: null })
    const { rows } = await connection.query<GroupRow>({ ...statement, values })
    return rows[0] && resultOf(plan, order, rows[0])
  } catch (error) {
    if (codeOf(error) === leftOutState) return undefined
    throw translateError(error)
  }
}

/** Positions ascend in the order of the caller's appends. */
function resultOf(plan: AppendPlan, order: readonly number[], row: GroupRow): CommitResult {
  const first = BigInt(row.first_position ?? 0)
  let events = 0
  const appends = order.flatMap((place): AppendResult[] => {
    const stream = plan.streams[place]
    if (stream === undefined) return []
    events += stream.count
    const position = globalPosition(row.positions?.[events - 1] ?? first + BigInt(events - 1))
    const streamVersion = Number(row.versions[place])
    return [{ streamId: stream.streamId, streamVersion, globalPosition: position, written: true }]
  })
  return { appends, globalPosition: appends.at(-1)?.globalPosition }
}
