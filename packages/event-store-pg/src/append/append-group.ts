import { defaultTenant, globalPosition, type CommitResult, type SqlConnection } from '@uno-ts/types'
import { translateError } from '../error/translate-error.ts'
import { arrayText } from '../import/copy-text.ts'
import type { Statement } from '../read/statement.ts'
import type { AppendPlan, StreamPlan } from './append-plan.ts'
import { bigintArray, intArray, textArray } from './binary-array.ts'
import { GroupLocks } from './group-locks.ts'
import { everything } from './tag-locks.ts'

/** A plan that may share a transaction: one stream, ids of our own making, conditions on tags only, few locks. */
export type GroupMember = AppendPlan & { readonly streams: readonly [StreamPlan] }

/** Whether a plan may share a transaction with others. */
export function canShare(plan: AppendPlan): plan is GroupMember {
  return (
    plan.streams.length === 1 &&
    plan.streams[0]?.count !== 0 &&
    !plan.checkIds &&
    plan.locks[0] !== -everything &&
    plan.conditions.every(({ items }) => items.every(({ tags }) => tags !== undefined))
  )
}

/** Whether a plan is the append of several events of our own making to one stream at an exact version. */
export function isBatch(plan: AppendPlan): plan is GroupMember {
  const [stream] = plan.streams
  const plain = plan.conditions.length === 0 && stream !== undefined && stream.count > 1
  return plain && stream.expected >= 0 && canShare(plan)
}

/** The parameters of the functions that append a group, with their types. */
export const groupCall = `$1, $2::text[], $3::bigint[], $4::int[], $5::int[], $6::json, $7::int[],
    $8::int[], $9::uuid[], $10::text[], $11::int[], $12::text[], $13::json[], $14::json[]`

/** The statement of {@link appendGroup}. */
export function appendGroupText(schema: string): string {
  return `select * from ${schema}.append_group(${groupCall})`
}

/** What the functions answer that append a group. */
export interface GroupRow {
  /** Each member's new version; null for one that was left out. */
  readonly versions: readonly (string | null)[]
  readonly first_position: string | null
  /** Of all events written, in their order; null when they are the run that begins with the first. */
  readonly positions: readonly string[] | null
}

/**
 * Appends several plans of one tenant, each to a stream of its own, with one statement in one transaction. Their locks do
 * not clash: no event of one can match the condition of another.
 *
 * @returns a result for each member; `undefined` for one that was left out and must be appended on its own, because its
 * stream is held by somebody else or not where it should be, or its condition fails
 * @throws when the statement as a whole failed; then nothing is known to be written
 */
export async function appendGroup(
  connection: SqlConnection,
  members: readonly GroupMember[],
  statement: Statement,
): Promise<readonly (CommitResult | undefined)[]> {
  let row: GroupRow | undefined
  try {
    const values = groupValues({
      tenant: members[0]?.tenant ?? defaultTenant,
      streams: members.map((member) => member.streams[0]),
      order: members.map((_, place) => place),
      locks: GroupLocks.of(members.map((member) => member.locks)).ordered(),
      conditions: conditionsJson(members),
    })
    const result = await connection.query<GroupRow>({ ...statement, values })
    row = result.rows[0]
  } catch (error) {
    throw translateError(error)
  }
  const first = BigInt(row?.first_position ?? 0)
  let events = 0
  return members.map(({ streams: [{ streamId, count }] }, index) => {
    const version = row?.versions[index] ?? null
    if (version === null) return undefined
    events += count
    const position = globalPosition(row?.positions?.[events - 1] ?? first + BigInt(events - 1))
    const append = { streamId, streamVersion: Number(version), globalPosition: position, written: true }
    return { appends: [append], globalPosition: position }
  })
}

/** What a group consists of. */
export interface Group {
  readonly tenant: AppendPlan['tenant']
  /** Sorted by name. */
  readonly streams: readonly StreamPlan[]
  /** The places of the streams in the order in which their events draw positions. */
  readonly order: readonly number[]
  readonly locks: readonly number[]
  /** JSON. */
  readonly conditions: string | null
}

/** The parameters of the functions that append a group. */
export function groupValues({ tenant, streams, order, locks, conditions }: Group): unknown[] {
  const placed = order.flatMap((place) =>
    (streams[place]?.events ?? []).map((event, index) => ({ event, member: place + 1, nr: index + 1 })),
  )
  const events = placed.map(({ event }) => event)
  const evolved = events.some((event) => event.schemaVersion !== 1)
  const tagged = events.some((event) => event.tags !== undefined)
  const json = { of: 'json' } as const
  return [
    tenant,
    textArray(streams.map((stream) => stream.streamId)),
    bigintArray(streams.map((stream) => stream.expected)),
    intArray(streams.map((stream) => stream.count)),
    intArray(locks),
    conditions,
    intArray(placed.map(({ member }) => member)),
    intArray(placed.map(({ nr }) => nr)),
    `{${events.map((event) => event.id).join(',')}}`, // UUIDs need no quotes
    textArray(events.map((event) => event.type)),
    evolved ? intArray(events.map((event) => event.schemaVersion)) : null,
    tagged ? textArray(events.map(({ tags }) => (tags === undefined ? null : arrayText(tags)))) : null,
    textArray(
      events.map((event) => event.data),
      json,
    ),
    textArray(
      events.map((event) => event.metadata),
      json,
    ),
  ]
}

/** Each item of a condition as a row, with the place of its member. */
function conditionsJson(members: readonly GroupMember[]): string | null {
  const items = members.flatMap(({ conditions }, index) =>
    conditions.flatMap(({ after, items }) =>
      items.map(({ types, tags }) => ({ s: index + 1, after, types, tags })),
    ),
  )
  return items.length === 0 ? null : JSON.stringify(items)
}
