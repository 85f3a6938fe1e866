import {
  categoryOf,
  ConcurrencyError,
  globalPosition,
  InvalidArgumentError,
  type AppendCondition,
  type AppendResult,
  type CommitResult,
  type ExpectedVersion,
  type StreamId,
  type TenantId,
} from '@uno-ts/types'
import type { DatabaseSync } from 'node:sqlite'
import { markedPosition } from './consistency-marker.ts'
import { queried } from './matching.ts'
import type { EventDraft, PlannedAppend } from './planned-append.ts'

/** What a plan is written with. */
export interface WriteOptions {
  readonly tenant: TenantId
  readonly conditions: readonly AppendCondition[]
  /** In milliseconds since 1970. */
  readonly now: number
}

/** Writes a plan within a transaction that keeps others from writing: checks everything, then writes everything. */
export function writePlan(
  db: DatabaseSync,
  planned: readonly PlannedAppend[],
  { tenant, conditions, now }: WriteOptions,
): CommitResult {
  const log = new TenantLog(db, tenant)
  const withEvents = planned.filter(({ drafts }) => drafts.length > 0)
  const repeats = withEvents.map((append) => log.repeated(append))
  const known = repeats.filter((result) => result !== undefined)
  if (known.length > 0 && known.length === withEvents.length) return resultOf(known)

  const ids = withEvents.flatMap(({ drafts }) => drafts.map(({ id }) => id))
  // A repeat fails on the events it wrote itself: what became of it is told by their ids.
  const areKnown = ids.length > 0 && ids.every((id) => log.find(id) !== undefined)
  if (!areKnown && conditions.some((condition) => log.fails(condition))) throw new ConcurrencyError()

  const moving = planned.filter((append) => repeats[withEvents.indexOf(append)] === undefined)
  for (const { streamId, expectedVersion: expected } of moving.toSorted(byName)) {
    const actual = log.version(streamId)
    if (!isExpected(expected, actual)) throw new ConcurrencyError({ streamId, expected, actual })
  }
  const used = ids.find((id, index) => ids.indexOf(id) < index || log.find(id) !== undefined)
  if (used !== undefined) {
    throw new InvalidArgumentError(`the event id ${used} was used before, for an event at another place`)
  }
  return resultOf(withEvents.map(({ streamId, drafts }) => log.add(streamId, drafts, now)))
}

const byName = (one: PlannedAppend, other: PlannedAppend): number => (one.streamId < other.streamId ? -1 : 1)

function isExpected(expected: ExpectedVersion, actual: number): boolean {
  if (expected === 'any') return true
  if (expected === 'stream-exists') return actual > 0
  return actual === (expected === 'no-stream' ? 0 : expected)
}

function resultOf(appends: readonly AppendResult[]): CommitResult {
  const positions = appends.map((append) => append.globalPosition)
  const [highest] = positions.toSorted((one, other) => (one > other ? -1 : 1))
  return { appends, globalPosition: highest }
}

/** The events of one tenant, within a transaction. */
class TenantLog {
  readonly #db: DatabaseSync
  readonly #tenant: TenantId

  constructor(db: DatabaseSync, tenant: TenantId) {
    this.#db = db
    this.#tenant = tenant
  }

  version(streamId: StreamId): number {
    const sql = 'select coalesce(max(version), 0) as version from event where tenant = ? and stream = ?'
    return Number(this.#db.prepare(sql).get(this.#tenant, streamId)?.['version'])
  }

  find(id: string) {
    const sql = 'select stream, version, position from event where tenant = ? and id = ?'
    const row = this.#db.prepare(sql).get(this.#tenant, id)
    if (row === undefined) return undefined
    return { stream: row['stream'], version: Number(row['version']), position: Number(row['position']) }
  }

  /** Where these events ended when they were appended before, at the place the expectation gives. */
  repeated({ streamId, expectedVersion, drafts }: PlannedAppend): AppendResult | undefined {
    const found = drafts.map(({ id }) => this.find(id))
    const expected = expectedVersion === 'no-stream' ? 0 : expectedVersion
    const first = typeof expected === 'number' ? expected + 1 : (found[0]?.version ?? 0)
    const inPlace = found.every((row, index) => row?.stream === streamId && row.version === first + index)
    const last = found.at(-1)
    if (!inPlace || last === undefined) return undefined
    const { version, position } = last
    return { streamId, streamVersion: version, globalPosition: globalPosition(position), written: false }
  }

  /** Whether an event matches that the caller has not seen. */
  fails({ failIfEventsMatch, after }: AppendCondition): boolean {
    const { sql, values } = queried(failIfEventsMatch)
    const seen = after === undefined ? 0n : markedPosition(after)
    const question = `select 1 from event where tenant = ? and position > ? and (${sql}) limit 1`
    return this.#db.prepare(question).get(this.#tenant, seen, ...values) !== undefined
  }

  add(streamId: StreamId, drafts: readonly EventDraft[], now: number): AppendResult {
    const insert = this.#db.prepare(`
      insert into event (tenant, id, stream, version, category, type, schema_version, tags, correlation, data,
                         metadata, recorded_at)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
    let streamVersion = this.version(streamId)
    let position: number | bigint = 0
    for (const { id, type, schemaVersion, tags, correlation, data, metadata } of drafts) {
      const place = [this.#tenant, id, streamId, ++streamVersion, categoryOf(streamId)] as const
      position = insert.run(
        ...place,
        type,
        schemaVersion,
        tags,
        correlation,
        data,
        metadata,
        now,
      ).lastInsertRowid
    }
    return { streamId, streamVersion, globalPosition: globalPosition(position), written: true }
  }
}
