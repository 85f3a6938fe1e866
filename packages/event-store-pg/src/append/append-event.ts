import { globalPosition, type CommitResult, type SqlConnection } from '@uno-ts/types'
import { translateError } from '../error/translate-error.ts'
import type { Statement } from '../read/statement.ts'
import type { AppendPlan, StreamPlan } from './append-plan.ts'
import { everything } from './tag-locks.ts'

/** Whether a plan is the append of one event of our own making, with few tags, to one stream at an exact version. */
export function isOneEvent(plan: AppendPlan): boolean {
  const [stream, another] = plan.streams
  return (
    another === undefined &&
    stream?.count === 1 &&
    stream.expected >= 0 &&
    !plan.checkIds &&
    plan.conditions.length === 0 &&
    plan.locks[0] !== -everything
  )
}

/**
 * Appends one event with one statement; `undefined` when the stream is at another version: then nothing was written.
 *
 * @throws DatabaseError when the outcome is unknown
 */
export async function appendEvent(
  connection: SqlConnection,
  plan: AppendPlan,
  statement: Statement,
): Promise<CommitResult | undefined> {
  let drawn: string | null | undefined
  try {
    const { rows } = await connection.query<{ position: string | null }>({
      ...statement,
      values: eventValues(plan),
    })
    drawn = rows[0]?.position
  } catch (error) {
    throw translateError(error)
  }
  return drawn === null || drawn === undefined ? undefined : resultOfEvent(plan, drawn)
}

/** The parameters of the append of one event. */
export function eventValues(plan: AppendPlan): unknown[] {
  const [stream] = plan.streams as readonly [StreamPlan] // the caller has asked `isOneEvent`
  const [event] = stream.events as readonly [StreamPlan['events'][number]]
  return [
    plan.tenant,
    stream.streamId,
    stream.expected,
    plan.locks,
    event.id,
    event.type,
    event.schemaVersion,
    event.tags ?? null,
    event.data,
    event.metadata,
  ]
}

/** Where one event went. */
export function resultOfEvent(plan: AppendPlan, drawn: string): CommitResult {
  const [{ streamId, expected }] = plan.streams as readonly [StreamPlan] // the caller has asked `isOneEvent`
  const position = globalPosition(drawn)
  return {
    appends: [{ streamId, streamVersion: expected + 1, globalPosition: position, written: true }],
    globalPosition: position,
  }
}
