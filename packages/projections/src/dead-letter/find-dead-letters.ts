import {
  globalPosition,
  type DeadLetterFilter,
  type Json,
  type ProjectionFailureCause,
  type ProjectionVersion,
  type StoredDeadLetter,
  type StreamId,
} from '@uno-ts/types'
import { sql } from 'kysely'
import type { DeadLetterTable } from './dead-letter-table.ts'

interface DeadLetterRow {
  readonly key: string
  readonly slice: number
  readonly event_id: string
  readonly event_type: string
  readonly stream_id: string
  readonly stream_version: string
  readonly global_position: string
  readonly payload: Json
  readonly cause: ProjectionFailureCause | null
  readonly code: string | null
  readonly message: string | null
  readonly attempts: number
  readonly parked_at: Date
  readonly tried_at: Date | null
}

/** Parked events of a projection, by key and within it in the order of the log. */
export async function findDeadLetters(
  { db, schema, tenant }: DeadLetterTable,
  { projectionId, version }: ProjectionVersion,
  { key, eventId, limit = 1_000 }: DeadLetterFilter,
): Promise<readonly StoredDeadLetter[]> {
  const { rows } = await sql<DeadLetterRow>`
    select key, slice, event_id, event_type, stream_id, stream_version, global_position, payload, cause, code, message,
      attempts, parked_at, tried_at
    from ${sql.id(schema, 'projection_dead_letters')}
    where tenant_id = ${tenant} and projection_id = ${projectionId} and version = ${version}
      and (${key ?? null}::text is null or key = ${key ?? null})
      and (${eventId ?? null}::text is null or event_id = ${eventId ?? null})
    order by key, global_position, parked_order limit ${limit}`.execute(db)
  return rows.map(storedDeadLetter)
}

function storedDeadLetter(row: DeadLetterRow): StoredDeadLetter {
  const { cause, code, message } = row
  return {
    key: row.key,
    slice: row.slice,
    eventId: row.event_id,
    eventType: row.event_type,
    streamId: row.stream_id as StreamId, // it was one when it was parked
    streamVersion: Number(row.stream_version),
    globalPosition: globalPosition(row.global_position),
    payload: row.payload,
    failure: cause === null ? undefined : { cause, code: code ?? '', message: message ?? '' },
    attempts: row.attempts,
    parkedAt: row.parked_at,
    triedAt: row.tried_at ?? undefined,
  }
}
