import type { DeadLetterFilter, ProjectionVersion } from '@uno-ts/types'
import { sql } from 'kysely'
import type { DeadLetterTable } from './dead-letter-table.ts'

/** Removes parked events of a projection: all, those of a key, or one. Answers how many there were. */
export async function removeDeadLetters(
  { db, schema, tenant }: DeadLetterTable,
  { projectionId, version }: ProjectionVersion,
  { key, eventId }: Omit<DeadLetterFilter, 'limit'>,
): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from ${sql.id(schema, 'projection_dead_letters')}
    where tenant_id = ${tenant} and projection_id = ${projectionId} and version = ${version}
      and (${key ?? null}::text is null or key = ${key ?? null})
      and (${eventId ?? null}::text is null or event_id = ${eventId ?? null})`.execute(db)
  return Number(numAffectedRows ?? 0n)
}
